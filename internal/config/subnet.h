// An IPv4 address with its prefix, as the bridge has it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "internal/core/error.h"

namespace anc::config {

/// Host byte order throughout.
struct Subnet {
  uint32_t address = 0;  ///< of the bridge itself, e.g. 192.168.240.1
  int prefix = 24;       ///< 8..30

  uint32_t mask() const { return ~uint32_t{0} << (32 - prefix); }
  uint32_t network() const { return address & mask(); }
  uint32_t broadcast() const { return network() | ~mask(); }
  bool contains(uint32_t other) const { return (other & mask()) == network(); }
};

/// "192.168.240.1/24"; a missing prefix, a prefix outside 8..30 or a network address is refused.
Result<Subnet> parse_subnet(std::string_view text);
/// "192.168.240.1"
Result<uint32_t> parse_address(std::string_view text);
std::string address_text(uint32_t address);

}  // namespace anc::config
