// Settings and their origins: see config.h.
#include "internal/config/config.h"

#include <cerrno>
#include <cstdlib>

#include "internal/config/toml_file.h"
#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::config {

class Loader {
 public:
  Loader() {
    for (const Key& key : keys()) {
      config_.values_[std::string(key.name)] = {std::string(key.default_text), {"default", ""}};
    }
  }

  Result<void> file(const Sources::File& file, const std::string& source) {
    auto read = core::read_file_if_exists(file.path, 1u << 20);
    if (!read) {
      const bool denied = read.error().root_errno() == EACCES;
      return fail(std::move(read.error()).as(denied ? Kind::kPermission : Kind::kUsage));
    }
    const auto text = std::move(*read);
    if (!text) {
      if (!file.required) return {};
      return fail_errno(ENOENT, "read configuration " + file.path, Kind::kUsage);
    }
    for (const TomlEntry& entry : TRY(parse_toml(*text, file.path))) {
      const Key* key = find_key(entry.key);
      if (key == nullptr) return unknown(entry);
      if (source == "instance" && key->scope == Scope::kHost) {
        return fail(Kind::kUsage, entry.where + ": \"" + entry.key +
                                      "\" cannot be set for one instance, only for the host");
      }
      if (const auto ok = entry.check(*key); !ok) {
        return fail(Error(ok.error()).context(entry.where + ": " + entry.key));
      }
      set(*key, entry.text, {source, entry.where});
    }
    return {};
  }

  /// The range that host-setup chose. Who may not look into the data path has the default.
  Result<void> chosen_network(const std::string& path) {
    const auto text = core::read_file_if_exists(path, 64);
    if (!text && text.error().root_errno() == EACCES) return {};
    if (!text) return fail(Error(text.error()));
    if (!*text) return {};
    const Key& key = *find_key("network.address");
    const std::string value(core::trim(**text));
    if (const auto ok = check_value(key, value); !ok) {
      return fail(Error(ok.error()).context(path).hint("remove it, and run `ancloud host-setup`"));
    }
    set(key, value, {std::string(kChosenSource), path});
    return {};
  }

  Result<void> environment(const Sources& sources) {
    if (!sources.environment) return {};
    for (const Key& key : keys()) {
      const std::string name = environment_name(key);
      if (const auto given = sources.environment(name)) {
        const std::string text = TRY(absolute(key, *given));
        TRY(check_value(key, text), name);
        set(key, text, {"environment", name});
      }
    }
    return {};
  }

  Result<void> flags(const Sources& sources) {
    for (const auto& [name, given] : sources.flags) {
      const Key* key = find_key(name);
      CHECK(key != nullptr, "flag of an unknown key " + name);
      const std::string text = TRY(absolute(*key, given.second));
      TRY(check_value(*key, text), given.first);
      set(*key, text, {"flag", given.first});
    }
    return {};
  }

  Config take() { return std::move(config_); }
  const Config& config() const { return config_; }

 private:
  // On the command line and in the environment a path may be relative to where the caller is.
  static Result<std::string> absolute(const Key& key, const std::string& text) {
    if (key.type != Type::kPath || text.empty() || text.front() == '/') return text;
    return TRY(core::current_directory()) + "/" + text;
  }

  void set(const Key& key, std::string text, Origin origin) {
    config_.values_[std::string(key.name)] = {std::move(text), std::move(origin)};
  }

  static Result<void> unknown(const TomlEntry& entry) {
    std::vector<std::string> known;
    for (const Key& key : keys()) known.emplace_back(key.name);
    const std::string near = core::nearest(entry.key, known);
    Error error(Kind::kUsage, entry.where + ": unknown key \"" + entry.key + "\"");
    return fail(std::move(error).hint(near.empty() ? "`ancloud config show` lists all keys"
                                                   : "did you mean \"" + near + "\"?"));
  }

  Config config_;
};

std::string instance_file(const std::string& data_path, const std::string& instance) {
  return data_path + "/instances/" + instance + "/ancloud.toml";
}

Sources standard_sources(const std::string& config_flag) {
  Sources sources;
  const auto environment = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): nobody sets it
    if (value == nullptr) return std::nullopt;
    return std::string(value);
  };
  sources.environment = environment;
  if (!config_flag.empty()) {
    sources.system_file = {config_flag, true};
    return sources;
  }
  sources.system_file = {"/etc/ancloud/ancloud.toml", false};
  const auto home = environment("HOME");
  const auto xdg = environment("XDG_CONFIG_HOME");
  if (xdg && !xdg->empty()) {
    sources.user_file = {*xdg + "/ancloud/ancloud.toml", false};
  } else if (home && !home->empty()) {
    sources.user_file = {*home + "/.config/ancloud/ancloud.toml", false};
  }
  return sources;
}

std::string chosen_network_file(const std::string& data_path) {
  return data_path + "/host/network";
}

Result<Config> load(const Sources& sources) {
  // Some files lie under the data path, which everything but themselves decides: a first pass
  // without them finds the path, the second reads all in the order of precedence.
  std::optional<std::string> data_path;
  for (;;) {
    Loader loader;
    if (data_path) TRY(loader.chosen_network(chosen_network_file(*data_path)));
    if (sources.system_file) TRY(loader.file(*sources.system_file, "system"));
    if (sources.user_file) TRY(loader.file(*sources.user_file, "user"));
    if (data_path && !sources.instance.empty()) {
      TRY(loader.file({instance_file(*data_path, sources.instance), false}, "instance"));
    }
    TRY(loader.environment(sources));
    TRY(loader.flags(sources));
    if (data_path) return loader.take();
    data_path = loader.config().data_path();
  }
}

const Config::Value& Config::value(std::string_view key) const {
  const auto it = values_.find(key);
  CHECK(it != values_.end(), "unknown configuration key " + std::string(key));
  return it->second;
}

// The getters below parse again what load() has checked: a failure is our mistake.
bool Config::flag(std::string_view key) const { return text(key) == "true"; }
int64_t Config::number(std::string_view key) const {
  return core::parse_int(text(key), INT64_MIN, INT64_MAX).value();
}
uint64_t Config::bytes(std::string_view key) const { return core::parse_size(text(key)).value(); }
std::chrono::milliseconds Config::duration(std::string_view key) const {
  return core::parse_duration(text(key)).value();
}
std::pair<int, int> Config::extent(std::string_view key) const {
  return core::parse_extent(text(key)).value();
}
Subnet Config::subnet(std::string_view key) const { return parse_subnet(text(key)).value(); }

}  // namespace anc::config
