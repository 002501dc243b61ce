// URLs of http and https: split, and resolved against one another (RFC 3986, 5).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "internal/core/error.h"

namespace anc::http {

struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< lower case, without brackets
  uint16_t port = 0;   ///< that of the scheme where the text has none
  std::string target;  ///< path and query as written, begins with "/"; no fragment

  std::string authority() const;  ///< as a Host header has it: the scheme's own port is left out
  std::string text() const;
  bool operator==(const Url&) const = default;
};

/// kUsage for another scheme, a name and password inside, or what is none. At most 8 KiB.
Result<Url> parse_url(std::string_view text);

/// What `location` (a Location header: whole, "//host/x", "/x", "x", "?x") means when `base`
/// answered it: its absolute URL without a fragment.
Result<std::string> resolve_location(std::string_view base, std::string_view location);

}  // namespace anc::http
