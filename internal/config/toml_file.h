// One TOML file as flat entries with positions; toml++ is seen only behind this header.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "internal/config/keys.h"

namespace anc::config {

/// One `key = value` of a file.
struct TomlEntry {
  enum class Shape { kBool, kInt, kText, kOther };

  std::string key;   ///< dotted path
  std::string text;  ///< value in the table's text form
  Shape shape = Shape::kOther;
  std::string where;  ///< "FILE:LINE:COLUMN" of the value

  /// Does the value's TOML type fit the key, and the value its range?
  Result<void> check(const Key& key) const;
};

/// All entries of `text`; a syntax error is kUsage with "FILE:LINE:COLUMN".
Result<std::vector<TomlEntry>> parse_toml(std::string_view text, const std::string& file);

}  // namespace anc::config
