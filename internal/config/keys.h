// The key table: each setting once, from which TOML, environment, flags, man page and completions
// come.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "internal/core/error.h"

namespace anc::config {

enum class Type { kBool, kInt, kText, kPath, kDuration, kBytes, kExtent, kSubnet, kChoice };

/// Which files may set a key: an instance file cannot move the data path it lies under.
enum class Scope { kHost, kInstance };

/// One setting.
struct Key {
  std::string_view name;  ///< TOML path, "display.size"
  Type type;
  Scope scope;
  std::string_view default_text;  ///< in the form that a TOML string or number would have
  std::string_view choices;       ///< kChoice: "a|b|c"; kInt and kBytes: "low..high"
  std::string_view doc;           ///< one sentence for man page and `config show`
};

/// All keys, sorted as in the man page.
std::span<const Key> keys();
/// The key of that name, or nullptr.
const Key* find_key(std::string_view name);
/// "ANCLOUD_DISPLAY_SIZE" for "display.size".
std::string environment_name(const Key& key);
/// Name of a type for people: "duration", "size such as 720x1280".
std::string_view type_name(Type type);

/// Checks `text` against the key's type and range; the error says what would be right.
Result<void> check_value(const Key& key, std::string_view text);

}  // namespace anc::config
