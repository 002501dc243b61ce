// The bridge of the guests: can it be made, is it there, is its range free.
#pragma once

#include <string>
#include <vector>

#include "internal/doctor/finding.h"
#include "internal/step/host.h"

namespace anc::doctor {

/// The first private network of 24 bits that none of these overlaps, as its first address,
/// "192.168.241.1/24"; empty when all are taken.
std::string free_network(const std::vector<step::Ipv4>& addresses,
                         const std::vector<step::Ipv4>& routes);

/// `error`: errno of making a bridge in a network namespace of its own, -1 where nobody tried;
/// `steps`: what host-setup's steps say; `free`: from free_network. Labels: ancloud.bridge = yes
/// when it is there.
Report judge_bridge(int error, Report steps, const std::string& free);

}  // namespace anc::doctor
