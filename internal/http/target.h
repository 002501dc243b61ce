// The parts of a URL: request targets and what is escaped in them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "internal/core/error.h"

namespace anc::http {

/// "%41" as "A". None for a broken escape or a NUL byte.
std::optional<std::string> percent_decode(std::string_view text);
/// All but unreserved characters (RFC 3986, 2.3) escaped.
std::string percent_encode(std::string_view text);

struct Target {
  std::string path;   ///< decoded
  std::string query;  ///< as sent
};

/// A request's target: "/a%20b?c" or, as for proxies, "http://host/a". Refused (kUsage) are targets
/// whose path is not absolute, not UTF-8, has control characters or backslashes, or has empty, "."
/// or ".." segments once decoded: such a path never leaves the place that it is looked up in.
Result<Target> parse_target(std::string_view text);

/// The decoded value of `name` in "a=1&name=x%20y" (a "+" is a blank), none where it is not there
/// or broken.
std::optional<std::string> query_value(std::string_view query, std::string_view name);

}  // namespace anc::http
