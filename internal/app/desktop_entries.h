// The guest's applications in the desktop's menu: one file and one icon each, kept as the list is.
#pragma once

#include <string>
#include <vector>

#include "internal/app/applications.h"
#include "internal/core/json.h"

namespace anc::app {

/// Files of one instance below a user's data directory. Other files there, and those of another
/// data path's instance of the same name, are never touched. Net thread only, or alone in its
/// process; a file that cannot be written is a line in the log.
class DesktopEntries {
 public:
  struct Options {
    std::string share{};  ///< $XDG_DATA_HOME, ~/.local/share
    std::string instance{};
    std::string data_path{};
    std::string program{};  ///< absolute path of ancloud
  };
  explicit DesktopEntries(Options options) : options_(std::move(options)) {}

  /// As an event of app/guest_state.h says: writes, changes or removes. Others are ignored.
  void hear(const core::Json& event, const Applications& list);
  /// One entry for each in the list, and no other.
  void match(const Applications& list);
  /// Packages that have an entry, sorted.
  Result<std::vector<std::string>> packages() const;
  /// Removes them all, with their icons; the packages they were of.
  Result<std::vector<std::string>> remove_all() const;
  std::string path_of(const std::string& package) const;

 private:
  Result<void> write(const Applications& list, const std::string& package) const;
  Result<void> remove(const std::string& package) const;
  Result<bool> is_ours(const std::string& package) const;
  std::string icon_of(const std::string& package) const;

  const Options options_;
};

}  // namespace anc::app
