// Which filters there are: see filter_facts.h.
#include "internal/host/filter_facts.h"

#include <algorithm>
#include <iterator>

#include "internal/core/text.h"
#include "internal/host/iptables.h"

namespace anc::host {
namespace {

Result<std::string> words_of(const step::Host& host, const std::vector<std::string>& command) {
  const core::Output output = TRY(host.ask(command));
  if (output.status.ok()) return output.out;
  return fail(Kind::kNetwork, core::join(command, " ") + ": " + output.status.text() + ": " +
                                  std::string(core::trim(output.err)));
}

/// None where root is refused: by a kernel without nf_tables, or an nft without JSON.
Result<std::optional<std::string>> ruleset_of(const step::Host& host) {
  const core::Output output = TRY(host.ask({"nft", "-j", "list", "ruleset"}));
  if (output.status.ok()) return std::optional(output.out);
  if (host.user_id() == 0) return std::optional<std::string>();
  return fail(Kind::kNetwork, "nft list ruleset: " + std::string(core::trim(output.err)));
}

/// Any rule, or a chain whose policy is not ACCEPT.
bool in_use(const std::string& saved) {
  for (const std::string& line : core::split(saved, '\n')) {
    if (line.starts_with("-A ")) return true;
    if (line.starts_with(":") && line.find(" DROP ") != std::string::npos) return true;
  }
  return false;
}

/// Adds what one variant of iptables holds; true when it is in use.
Result<bool> add_iptables(const step::Host& host, const std::string& program, FilterFacts& facts) {
  const std::string saved = TRY(words_of(host, {program + "-save"}));
  if (auto filter = parse_iptables_filter(program, saved)) {
    facts.tables.push_back(std::move(*filter));
  }
  return in_use(saved);
}

bool is_used_iptables(const FilterTable& table) {
  return is_iptables_table(table) &&
         std::any_of(table.chains.begin(), table.chains.end(), [](const auto& chain) {
           return chain.second.policy_drop || !chain.second.rules.empty();
         });
}

/// nft shows conditions of iptables' extensions by name alone.
bool needs_own_words(const FilterFacts& facts, const std::string& bridge) {
  FilterFacts of_iptables;
  of_iptables.uplink = facts.uplink;
  std::copy_if(facts.tables.begin(), facts.tables.end(), std::back_inserter(of_iptables.tables),
               is_iptables_table);
  const auto& tables = of_iptables.tables;
  return !forward_drops(of_iptables, bridge).empty() ||
         std::any_of(tables.begin(), tables.end(),
                     [](const FilterTable& table) { return table.chains.contains("DOCKER-USER"); });
}

Result<bool> legacy_exists(const step::Host& host) {
  const auto names = TRY(host.read("/proc/net/ip_tables_names"));
  return names && !core::trim(*names).empty();
}
}  // namespace

Result<FilterFacts> look_at_filters(const step::Host& host, const std::string& bridge) {
  FilterFacts facts;
  for (const step::Ipv4& route : TRY(host.routes())) {
    if (route.prefix == 0 && facts.uplink.empty()) facts.uplink = route.link;
  }
  std::optional<std::string> ruleset;
  if (host.find_program("nft")) ruleset = TRY(ruleset_of(host));
  facts.nft = ruleset.has_value();
  if (ruleset) facts.tables = TRY(parse_nft_ruleset(*ruleset));
  facts.iptables_used = std::any_of(facts.tables.begin(), facts.tables.end(), is_used_iptables);
  if ((!ruleset || needs_own_words(facts, bridge)) && host.find_program("iptables-nft-save")) {
    std::erase_if(facts.tables, is_iptables_table);
    facts.iptables_used |= TRY(add_iptables(host, "iptables-nft", facts));
  }
  const bool legacy = TRY(legacy_exists(host));
  if (legacy && host.find_program("iptables-legacy-save")) {
    facts.iptables_used |= TRY(add_iptables(host, "iptables-legacy", facts));
  } else if (legacy && !host.find_program("iptables-nft-save") &&
             host.find_program("iptables-save")) {
    facts.iptables_used |= TRY(add_iptables(host, "iptables", facts));
  }
  for (const char* name : {"iptables", "iptables-nft", "iptables-legacy"}) {
    if (!facts.iptables && host.find_program(std::string(name) + "-restore")) facts.iptables = name;
  }
  return facts;
}

}  // namespace anc::host
