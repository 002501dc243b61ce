// The applications that the guest can launch: told by the guest, kept on disk for later readers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "internal/apk/package.h"
#include "internal/core/json.h"
#include "internal/port/platform.h"

namespace anc::app {

/// A name that is also safe in a file name (it leaves room for ".png") and in a shell.
using apk::is_package_name;

/// The list of one instance. Checks what it is given: entries with an impossible package, names
/// with control characters, icons that are no PNG. Net thread only, or alone in its process.
class Applications {
 public:
  struct Entry {
    std::string name{};
    port::Intent launch{};
    bool has_icon = false;
    uint32_t boot = 0;  ///< the connection of the guest that told it, 0: an earlier session
  };
  using Map = std::map<std::string, Entry>;  // by package

  /// Keeps `applications.json` and `icons/PACKAGE.png` in `dir`. Nothing is read yet.
  explicit Applications(std::string dir) : dir_(std::move(dir)) {}

  /// What an earlier session kept; no file is an empty list.
  Result<void> load();
  /// The list as a whole file; a power cut may lose it, the guest tells it at each boot.
  Result<void> save() const;

  /// Adds or replaces one; its icon is written now. False when it was refused or nothing changed.
  Result<bool> put(const port::Application& application, uint32_t boot);
  bool remove(const std::string& package);
  /// Drops what was told before connection `boot`; the packages that are gone.
  std::vector<std::string> forget_before(uint32_t boot);

  const Map& all() const { return entries_; }
  const Entry* find(const std::string& package) const;
  /// Path of the icon; there is a file only where `has_icon`.
  std::string icon_path(const std::string& package) const;

 private:
  Result<bool> keep_icon(const std::string& package, const std::string& icon) const;
  const std::string dir_;
  Map entries_;
};

/// One line for a list: package, name, component, icon (path or null).
core::Json to_json(const Applications& list, const std::string& package);

}  // namespace anc::app
