// The host's packet filters as values: who drops what guests send through the host, and which
// program our own rules belong into. Pure; filter_facts.h looks at the machine.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"

namespace anc::host {

/// A condition on one word of a packet: an interface's name or its connection's state. Names may
/// end in '*' for whatever follows.
struct WordMatch {
  std::vector<std::string> words;
  bool negated = false;
  bool matches(std::string_view word) const;
  bool operator==(const WordMatch&) const = default;
};

/// One rule, as far as it decides about a guest's packets.
struct FilterRule {
  enum class Verdict { kNone, kAccept, kDrop, kJump, kGoto, kReturn };

  std::optional<WordMatch> in;     ///< interface the packet came from
  std::optional<WordMatch> out;    ///< interface it leaves through
  std::optional<WordMatch> state;  ///< "new", "established", … of its connection
  bool opaque = false;             ///< has conditions that are not read here
  Verdict verdict = Verdict::kNone;
  std::string target = {};  ///< chain of a jump or goto
  bool operator==(const FilterRule&) const = default;
};

struct FilterChain {
  bool at_forward = false;  ///< the kernel passes forwarded packets to it
  bool policy_drop = false;
  std::vector<FilterRule> rules = {};
  bool operator==(const FilterChain&) const = default;
};

/// One table of one filter. A packet has to pass the forward chains of every table.
struct FilterTable {
  std::string program;  ///< "nft", "iptables-nft" or "iptables-legacy": what shows and changes it
  std::string family;   ///< "ip", "inet"
  std::string name;     ///< "filter"
  std::map<std::string, FilterChain> chains = {};
  bool operator==(const FilterTable&) const = default;
};

/// `nft -j list ruleset`, tables of families that see IPv4 only. Those of iptables-nft are among
/// them, with most of their conditions opaque (is_iptables_table()). Source: libnftables-json(5).
Result<std::vector<FilterTable>> parse_nft_ruleset(std::string_view json);
/// Whether iptables-nft would take this table of nft's for its own: "ip filter", "ip nat", ….
bool is_iptables_table(const FilterTable& table);
/// The table "filter" of what `PROGRAM-save` prints; the others do not decide here. None where it
/// has none.
std::optional<FilterTable> parse_iptables_filter(const std::string& program,
                                                 const std::string& text);

/// All that is known of a host's filters.
struct FilterFacts {
  bool nft = false;  ///< the program is there
  std::optional<std::string> iptables =
      {};                      ///< the variant our rules would go to, when there is one
  bool iptables_used = false;  ///< it holds rules, or policies other than ACCEPT
  std::string uplink = {};     ///< interface of the default route, or empty
  std::vector<FilterTable> tables = {};
};

/// network.firewall, and, decided, never kAuto.
enum class Firewall { kAuto, kNft, kIptables, kNone };
/// "auto", "nft", "iptables", "none".
std::string_view firewall_name(Firewall firewall);
Firewall parse_firewall(std::string_view name);

/// What kAuto means here: where a rule of ours is already; else iptables where it is in use, as on
/// hosts with Docker or ufw, whose own rules can then be preceded by ours; else nft where it is
/// installed; else iptables.
Firewall choose_firewall(Firewall wanted, const FilterFacts& facts, const std::string& bridge);

/// One place where packets of guests end.
struct ForwardDrop {
  enum class Owner { kDocker, kFirewalld, kUfw, kIptables, kNft };
  Owner owner = Owner::kNft;
  std::string program;                ///< as FilterTable::program
  std::string where;                  ///< "chain FORWARD of table ip filter (iptables-legacy)"
  bool out = false;                   ///< what guests send is dropped
  bool back = false;                  ///< the answers to it are
  std::vector<std::string> commands;  ///< what lets them through, in the owner's own terms
};

/// "Docker", "firewalld", "ufw", "iptables", "nftables".
std::string_view owner_name(ForwardDrop::Owner owner);

/// Whose tables drop what comes in by `bridge` and leaves by the uplink, or the answers to it. A
/// rule with conditions that are not read here counts as one that does not match, so a drop may be
/// reported where such a rule would have let the packet through.
std::vector<ForwardDrop> forward_drops(const FilterFacts& facts, const std::string& bridge);

/// Whether host-setup's steps will let through what `drop` drops: none of them has put a rule in
/// its place yet, and one of them would. Once one has, what still drops is left to its owner.
bool is_cured_by_steps(const ForwardDrop& drop, const FilterFacts& facts, const std::string& bridge,
                       Firewall decided);

/// "Docker drops what guests send: chain FORWARD of table ip filter (iptables-nft)"
std::string drop_text(const ForwardDrop& drop);

/// kForwardDocker, kForwardFirewalld, kForwardUfw, else kForwardDrop.
Code drop_code(ForwardDrop::Owner owner);

/// Whether `table` has a rule that accepts what comes in by `bridge`, wherever.
bool accepts_bridge(const FilterTable& table, const std::string& bridge);

/// The table's own name for messages: "table inet filter".
std::string table_text(const FilterTable& table);

}  // namespace anc::host
