// The host's packet filters: programs that set them, our rules in them, others' that drop.
#pragma once

#include <string>

#include "internal/doctor/finding.h"
#include "internal/host/packet_filter.h"

namespace anc::doctor {

struct FirewallFacts {
  bool root = true;  ///< who asks; others see no rules
  bool nft = false;  ///< the program is there
  bool iptables = false;
  host::FilterFacts filters{};
  host::Firewall decided = host::Firewall::kNft;  ///< which one host-setup's rules go to
  std::string bridge = "ancloud";
};

/// `steps`: what host-setup's steps say of our rules. Labels: ancloud.firewall = iptables, nft,
/// nft_iptables or none.
Report judge_firewall(const FirewallFacts& facts, Report steps);

}  // namespace anc::doctor
