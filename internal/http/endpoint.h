// Where to listen: "ADDR:PORT" as users write it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "internal/core/error.h"

namespace anc::http {

struct Endpoint {
  std::string host;   ///< numeric or a name; empty: every address
  uint16_t port = 0;  ///< 0: any free one
  bool operator==(const Endpoint&) const = default;
};

/// "127.0.0.1:8443", "[::1]:8443", "localhost:80", ":8080" or "8080" (loopback only). kUsage with
/// what is wrong otherwise; a v6 address needs its brackets.
Result<Endpoint> parse_endpoint(std::string_view text);
/// As a URL shows it: "127.0.0.1:80", "[::1]:80".
std::string endpoint_text(const Endpoint& endpoint);
/// Is this host reachable from this machine alone? "localhost", 127.0.0.0/8, ::1.
bool is_loopback(std::string_view host);

}  // namespace anc::http
