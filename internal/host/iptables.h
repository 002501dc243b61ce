// The host's packet filter through its own iptables: which variant it uses, what is in it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "internal/step/host.h"

namespace anc::host {

/// One rule of ours. `spec` is what iptables-save prints after "-A ", so that one text serves to
/// add, find and delete it.
struct Rule {
  std::string table;
  std::string spec;    ///< "INPUT -i ancloud … -j ACCEPT"
  bool first = false;  ///< inserted before the host's own rules, not appended
  bool operator==(const Rule&) const = default;
};

/// The eight documented rules for a bridge and its network ("192.168.240.0/24"), and, when
/// `isolate`, one that lets no packet be routed from guest to guest. It is the last in the list, so
/// that it comes to stand before the others.
std::vector<Rule> firewall_rules(const std::string& bridge, const std::string& network,
                                 bool isolate = true);
/// The two rules in Docker's own place for those of others. They say nothing of packets from guest
/// to guest.
std::vector<Rule> docker_rules(const std::string& bridge);

/// `iptables -t nat -A POSTROUTING …`
std::string command_text(const Rule& rule);

/// Input of iptables-restore that adds (or deletes) the rules, table by table.
std::string restore_text(const std::vector<Rule>& rules, bool add);

/// Rules by table, each as iptables-save prints it after "-A ".
using Saved = std::map<std::string, std::vector<std::string>>;
Saved parse_saved(const std::string& text);

bool contains(const Saved& saved, const Rule& rule);
/// Rules that carry our comment and our bridge or network but are not as we set them, in words.
std::vector<std::string> changed_rules(const Saved& saved, const std::string& bridge,
                                       const std::string& network);

/// "iptables", "iptables-nft" or "iptables-legacy": the variant that holds rules where only one
/// does, else the host's default; none where no iptables is installed.
Result<std::optional<std::string>> find_iptables(const step::Host& host);
/// Everything in `iptables`, by one run of its -save.
Result<Saved> saved_rules(const step::Host& host, const std::string& iptables);

}  // namespace anc::host
