// A free range for the bridge: see subnet_choice.h.
#include "internal/host/subnet_choice.h"

#include <algorithm>
#include <array>

namespace anc::host {
namespace {
using step::Ipv4;

constexpr int kWidestClaim = 8;

constexpr config::Subnet subnet(uint8_t a, uint8_t b, uint8_t c) {
  return {uint32_t{a} << 24 | uint32_t{b} << 16 | uint32_t{c} << 8 | 1, 24};
}

constexpr std::array kKnown = {subnet(192, 168, 240), subnet(192, 168, 241), subnet(192, 168, 242),
                               subnet(172, 28, 240),  subnet(172, 31, 240),  subnet(10, 184, 240),
                               subnet(10, 217, 240),  subnet(10, 240, 240)};
}  // namespace

Result<NetworkUse> look_at_networks(const step::Host& host) {
  NetworkUse use;
  use.addresses = TRY(host.addresses());
  use.routes = TRY(host.routes());
  return use;
}

std::span<const config::Subnet> known_subnets() { return kKnown; }

std::string claim_on(const Ipv4& wanted, const NetworkUse& use) {
  for (const Ipv4& other : use.addresses) {
    if (other.link != wanted.link && other.overlaps(wanted)) {
      return network_text(wanted) + " is in use: interface " + other.link + " has " +
             address_text(other);
    }
  }
  for (const Ipv4& route : use.routes) {
    if (route.link != wanted.link && route.prefix >= kWidestClaim && route.overlaps(wanted)) {
      return network_text(wanted) + " is in use: a route to " + network_text(route) +
             (route.link.empty() ? "" : " goes through interface " + route.link);
    }
  }
  return {};
}

config::Subnet choose_subnet(const config::Subnet& preferred, const std::string& bridge,
                             const NetworkUse& use) {
  const auto free = [&](const config::Subnet& subnet) {
    const Ipv4 wanted{subnet.address, subnet.prefix, bridge};
    const auto& all = use.addresses;
    return std::find(all.begin(), all.end(), wanted) != all.end() || claim_on(wanted, use).empty();
  };
  if (free(preferred)) return preferred;
  const auto known = std::find_if(kKnown.begin(), kKnown.end(), free);
  return known == kKnown.end() ? preferred : *known;
}

}  // namespace anc::host
