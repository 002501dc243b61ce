// A packet's way through the tables of a host: see packet_filter.h.
#include "internal/host/packet_filter.h"

#include <algorithm>
#include <array>

#include "internal/core/codes.h"
#include "internal/host/nft.h"

namespace anc::host {
namespace {
using Verdict = FilterRule::Verdict;

constexpr std::array<std::string_view, 4> kFirewalls = {"auto", "nft", "iptables", "none"};
constexpr int kDeepest = 16;        // chains of chains, as the kernel allows
constexpr int kMostRules = 100000;  // sixteen chains that jump to the next twice are 65536 ways

/// A packet of a guest's connection, as rules see it.
struct Packet {
  std::string in;
  std::string out;
  std::string state;
};

bool matches(const FilterRule& rule, const Packet& packet) {
  return !rule.opaque && (!rule.in || rule.in->matches(packet.in)) &&
         (!rule.out || rule.out->matches(packet.out)) &&
         (!rule.state || rule.state->matches(packet.state));
}

/// kAccept, kDrop, or kReturn where the chain has no say.
Verdict walk(const FilterTable& table, const FilterChain& chain, const Packet& packet, int depth,
             int& rules_left) {
  if (depth > kDeepest) return Verdict::kReturn;
  for (const FilterRule& rule : chain.rules) {
    if (--rules_left < 0) return Verdict::kReturn;
    if (rule.verdict == Verdict::kNone || !matches(rule, packet)) continue;
    if (rule.verdict != Verdict::kJump && rule.verdict != Verdict::kGoto) return rule.verdict;
    const auto target = table.chains.find(rule.target);
    const Verdict verdict = target == table.chains.end()
                                ? Verdict::kReturn
                                : walk(table, target->second, packet, depth + 1, rules_left);
    if (verdict != Verdict::kReturn || rule.verdict == Verdict::kGoto) return verdict;
  }
  return Verdict::kReturn;
}

bool drops(const FilterTable& table, const FilterChain& chain, const Packet& packet) {
  int rules_left = kMostRules;
  const Verdict verdict = walk(table, chain, packet, 0, rules_left);
  return verdict == Verdict::kDrop || (verdict == Verdict::kReturn && chain.policy_drop);
}

bool has_chain(const FilterTable& table, std::string_view beginning) {
  return std::any_of(table.chains.begin(), table.chains.end(),
                     [&](const auto& chain) { return chain.first.starts_with(beginning); });
}

ForwardDrop::Owner owner_of(const FilterTable& table) {
  if (table.program == "nft" && !is_iptables_table(table)) {
    return table.name == "firewalld" ? ForwardDrop::Owner::kFirewalld : ForwardDrop::Owner::kNft;
  }
  if (has_chain(table, "DOCKER-USER")) return ForwardDrop::Owner::kDocker;
  if (has_chain(table, "ufw-")) return ForwardDrop::Owner::kUfw;
  return ForwardDrop::Owner::kIptables;
}

std::vector<std::string> remedies(const ForwardDrop& drop, const FilterTable& table,
                                  const std::string& chain, const std::string& bridge) {
  const std::string program = table.program == "nft" ? "iptables" : table.program;
  switch (drop.owner) {
    case ForwardDrop::Owner::kFirewalld:
      return {"firewall-cmd --zone=trusted --add-interface=" + bridge};
    case ForwardDrop::Owner::kUfw:
      return {"ufw route allow in on " + bridge, "ufw route allow out on " + bridge};
    case ForwardDrop::Owner::kDocker:
      return {program + " -w -I DOCKER-USER -i " + bridge + " -j ACCEPT",
              program + " -w -I DOCKER-USER -o " + bridge + " -j ACCEPT"};
    case ForwardDrop::Owner::kIptables:
      return {program + " -w -I FORWARD -i " + bridge + " -j ACCEPT",
              program + " -w -I FORWARD -o " + bridge + " -j ACCEPT"};
    case ForwardDrop::Owner::kNft:
      break;
  }
  const std::string rule = "nft insert rule " + table.family + " " + table.name + " " + chain;
  return {rule + " iifname " + bridge + " accept", rule + " oifname " + bridge + " accept"};
}
}  // namespace

bool WordMatch::matches(std::string_view word) const {
  const bool listed = std::any_of(words.begin(), words.end(), [&](const std::string& known) {
    if (!known.ends_with('*')) return known == word;
    return word.starts_with(std::string_view(known).substr(0, known.size() - 1));
  });
  return listed != negated;
}

std::string_view firewall_name(Firewall firewall) {
  return kFirewalls.at(static_cast<size_t>(firewall));
}

Firewall parse_firewall(std::string_view name) {
  const auto at = std::find(kFirewalls.begin(), kFirewalls.end(), name);
  CHECK(at != kFirewalls.end(), "unknown firewall " + std::string(name));
  return static_cast<Firewall>(at - kFirewalls.begin());
}

Firewall choose_firewall(Firewall wanted, const FilterFacts& facts, const std::string& bridge) {
  if (wanted != Firewall::kAuto) return wanted;
  const auto ours =
      std::find_if(facts.tables.begin(), facts.tables.end(), [&](const FilterTable& table) {
        return table.program == "nft" && table.family == "ip" &&
               table.name == nft_table_name(bridge);
      });
  if (ours != facts.tables.end()) return Firewall::kNft;
  if (facts.iptables_used && facts.iptables) return Firewall::kIptables;
  return facts.nft ? Firewall::kNft : Firewall::kIptables;
}

std::string_view owner_name(ForwardDrop::Owner owner) {
  switch (owner) {
    case ForwardDrop::Owner::kDocker:
      return "Docker";
    case ForwardDrop::Owner::kFirewalld:
      return "firewalld";
    case ForwardDrop::Owner::kUfw:
      return "ufw";
    case ForwardDrop::Owner::kIptables:
      return "iptables";
    case ForwardDrop::Owner::kNft:
      return "nftables";
  }
  return "";
}

std::string table_text(const FilterTable& table) {
  return "table " + table.family + " " + table.name +
         (table.program == "nft" ? "" : " (" + table.program + ")");
}

std::vector<ForwardDrop> forward_drops(const FilterFacts& facts, const std::string& bridge) {
  std::vector<ForwardDrop> found;
  for (const FilterTable& table : facts.tables) {
    for (const auto& [name, chain] : table.chains) {
      if (!chain.at_forward) continue;
      ForwardDrop drop{.owner = owner_of(table),
                       .program = table.program,
                       .where = "chain " + name + " of " + table_text(table),
                       .out = drops(table, chain, {bridge, facts.uplink, "new"}),
                       .back = drops(table, chain, {facts.uplink, bridge, "established"}),
                       .commands = {}};
      if (!drop.out && !drop.back) continue;
      drop.commands = remedies(drop, table, name, bridge);
      found.push_back(std::move(drop));
    }
  }
  return found;
}

bool is_cured_by_steps(const ForwardDrop& drop, const FilterFacts& facts, const std::string& bridge,
                       Firewall decided) {
  using Owner = ForwardDrop::Owner;
  if (drop.owner == Owner::kNft || decided == Firewall::kNone) return false;
  const bool begun =
      std::any_of(facts.tables.begin(), facts.tables.end(), [&](const FilterTable& table) {
        const bool ours = table.program == "nft" && table.name == nft_table_name(bridge);
        const bool by_iptables = table.program != "nft" || is_iptables_table(table);
        return ours || (by_iptables && accepts_bridge(table, bridge));
      });
  if (begun) return false;
  const bool own_place = drop.owner == Owner::kDocker || drop.owner == Owner::kFirewalld;
  return own_place || (decided == Firewall::kIptables && facts.iptables);
}

std::string drop_text(const ForwardDrop& drop) {
  return std::string(owner_name(drop.owner)) + " drops what guests " +
         (drop.out ? "send" : "are answered") + ": " + drop.where;
}

Code drop_code(ForwardDrop::Owner owner) {
  switch (owner) {
    case ForwardDrop::Owner::kDocker:
      return Code::kForwardDocker;
    case ForwardDrop::Owner::kFirewalld:
      return Code::kForwardFirewalld;
    case ForwardDrop::Owner::kUfw:
      return Code::kForwardUfw;
    case ForwardDrop::Owner::kIptables:
    case ForwardDrop::Owner::kNft:
      break;
  }
  return Code::kForwardDrop;
}

bool accepts_bridge(const FilterTable& table, const std::string& bridge) {
  for (const auto& [name, chain] : table.chains) {
    for (const FilterRule& rule : chain.rules) {
      if (rule.verdict == Verdict::kAccept && rule.in && rule.in->words == std::vector{bridge} &&
          !rule.in->negated) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace anc::host
