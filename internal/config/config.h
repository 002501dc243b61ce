// The settings in force and where each came from: flag > environment > instance > user > system.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "internal/config/keys.h"
#include "internal/config/subnet.h"

namespace anc::config {

/// Where a value came from.
struct Origin {
  std::string source;  ///< default, host-setup, system, user, instance, environment or flag
  std::string where;   ///< "FILE:LINE", "ANCLOUD_…", "--flag", or empty for a default
};

/// Immutable settings, built once by load(). Getters take a key of the table, of that type.
class Config {
 public:
  struct Value {
    std::string text;
    Origin origin;
  };

  const Value& value(std::string_view key) const;
  const std::string& text(std::string_view key) const { return value(key).text; }
  bool flag(std::string_view key) const;
  int64_t number(std::string_view key) const;
  std::chrono::milliseconds duration(std::string_view key) const;
  uint64_t bytes(std::string_view key) const;
  std::pair<int, int> extent(std::string_view key) const;
  Subnet subnet(std::string_view key) const;
  const std::string& data_path() const { return text("data_path"); }

 private:
  friend class Loader;
  std::map<std::string, Value, std::less<>> values_;
};

/// What load() reads. A file that does not exist is no error unless `required`.
struct Sources {
  struct File {
    std::string path;
    bool required = false;
  };
  std::optional<File> system_file;
  std::optional<File> user_file;
  /// Instance whose file is read, once the data path is known; empty for none.
  std::string instance;
  /// Reads one environment variable; tests give their own.
  std::function<std::optional<std::string>(const std::string&)> environment;
  /// Values given as flags: key → {flag as typed, text}.
  std::map<std::string, std::pair<std::string, std::string>, std::less<>> flags;
};

/// /etc/ancloud/ancloud.toml, and ~/.config/ancloud/ancloud.toml (XDG_CONFIG_HOME), or only
/// `config_flag` where --config was given; the process's environment.
Sources standard_sources(const std::string& config_flag);

/// Reads all sources. Unknown keys, wrong types and unreadable files are kUsage errors that name
/// file:line:column and the nearest known key.
Result<Config> load(const Sources& sources);

/// Source of network.address where host-setup chose it; weaker than whatever people set.
inline constexpr std::string_view kChosenSource = "host-setup";
/// `<data>/host/network`: that address with its prefix, as one line.
std::string chosen_network_file(const std::string& data_path);

/// `<data>/instances/NAME/ancloud.toml`
std::string instance_file(const std::string& data_path, const std::string& instance);

}  // namespace anc::config
