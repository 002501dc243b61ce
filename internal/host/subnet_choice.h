// Which range of addresses the bridge may have: one that nothing else on the host uses.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "internal/config/subnet.h"
#include "internal/step/host.h"

namespace anc::host {

/// What the host uses already.
struct NetworkUse {
  std::vector<step::Ipv4> addresses;
  std::vector<step::Ipv4> routes;
};
Result<NetworkUse> look_at_networks(const step::Host& host);

/// The ranges that are tried in turn where nobody chose one, each /24 with the bridge at .1: the
/// documented default first, then others of the three private blocks (RFC 1918) that few use.
std::span<const config::Subnet> known_subnets();

/// Who but `wanted.link` uses the range of `wanted`, as a clause; empty when nobody does. Routes
/// wider than /8 are a way out, as a VPN's 0.0.0.0/1, and no claim.
std::string claim_on(const step::Ipv4& wanted, const NetworkUse& use);

/// `preferred` where the bridge has it or nobody claims it, else the first of known_subnets() that
/// is free; `preferred` again when none is, for the step to say why not.
config::Subnet choose_subnet(const config::Subnet& preferred, const std::string& bridge,
                             const NetworkUse& use);

}  // namespace anc::host
