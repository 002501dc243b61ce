// The host's packet filters: programs that set them, our rules in them, others' that drop.
#pragma once

#include <optional>
#include <string>

#include "internal/doctor/finding.h"

namespace anc::doctor {

struct FirewallFacts {
  bool root = true;  ///< who asks; others see no rules
  bool nft = false;  ///< the program is there
  bool iptables = false;
  std::string saved_nft{};     ///< what iptables-nft-save prints, empty where there is none
  std::string saved_legacy{};  ///< the same of iptables-legacy-save
  std::string firewalld{};     ///< nft's table "inet firewalld", empty where there is none
  std::string bridge = "ancloud";
};

/// `steps`: what host-setup's steps say of our rules. Labels: ancloud.firewall = iptables, nft,
/// nft_iptables or none.
Report judge_firewall(const FirewallFacts& facts, Report steps);

/// Rules in what a `-save` program printed: lines that begin with "-A".
size_t count_rules(const std::string& saved);

/// Whose policy drops forwarded packets, in what a `-save` program printed: kForwardDocker,
/// kForwardUfw or kForwardDrop; none where the policy is ACCEPT, or a rule lets `bridge` through.
std::optional<Code> dropping_policy(const std::string& saved, const std::string& bridge);

}  // namespace anc::doctor
