// By the host's own programs: see firewall.h.
#include "internal/doctor/firewall.h"

#include <algorithm>
#include <unistd.h>

#include "internal/core/text.h"
#include "internal/doctor/network_steps.h"
#include "internal/doctor/probes.h"
#include "internal/host/filter_facts.h"
#include "internal/step/real_host.h"

namespace anc::doctor {
namespace {

std::string programs(const FirewallFacts& facts) {
  if (facts.nft && facts.iptables) return "nft_iptables";
  if (facts.nft) return "nft";
  return facts.iptables ? "iptables" : "none";
}

/// Rules in the tables "filter" of one variant of iptables.
size_t count_rules(const host::FilterFacts& facts, bool legacy) {
  size_t count = 0;
  for (const host::FilterTable& table : facts.tables) {
    const bool of_nft = table.program == "iptables-nft" || host::is_iptables_table(table);
    if (legacy ? table.program != "iptables-legacy" : !of_nft) continue;
    for (const auto& [name, chain] : table.chains) count += chain.rules.size();
  }
  return count;
}

/// What drops the guests' packets, by host-setup where one of its steps has a place for a rule.
void judge_others(const FirewallFacts& facts, Report& report) {
  for (const host::ForwardDrop& drop : host::forward_drops(facts.filters, facts.bridge)) {
    const Code code = host::drop_code(drop.owner);
    const bool cured = host::is_cured_by_steps(drop, facts.filters, facts.bridge, facts.decided);
    const bool told = std::any_of(report.findings.begin(), report.findings.end(),
                                  [&](const Finding& each) { return each.code == code; });
    if (cured && told) continue;
    report.add(fault(code, host::drop_text(drop))
                   .with_command(cured ? kHostSetup : core::join(drop.commands, " && ")));
  }
}

}  // namespace

Report judge_firewall(const FirewallFacts& facts, Report steps) {
  Report report;
  report.labels["ancloud.firewall"] = programs(facts);
  if (!facts.nft && !facts.iptables) {
    report.add(fault(Code::kFirewallMissing, "neither nft nor iptables is installed")
                   .with_command("apt install nftables"));
    return report;
  }
  if (!facts.root) {
    report.add(not_tried(Code::kNeedsRoot, "only root sees the rules"));
    return report;
  }
  const size_t nft_rules = count_rules(facts.filters, false);
  const size_t legacy_rules = count_rules(facts.filters, true);
  if (nft_rules > 0 && legacy_rules > 0) {
    report.add(fault(Code::kFirewallMixed, "iptables-legacy holds " + std::to_string(legacy_rules) +
                                               " rules and iptables-nft " +
                                               std::to_string(nft_rules) +
                                               "; each packet passes both")
                   .with_advice("see them: iptables-legacy-save; iptables-nft-save; then keep one "
                                "kind: update-alternatives --config iptables"));
  }
  report.add(std::move(steps));
  judge_others(facts, report);
  if (report.findings.empty())
    report.add(fine("our rules are there, and nobody's are in their way"));
  return report;
}

Report probe_firewall(const Question& question) {
  const step::RealHost host;
  FirewallFacts facts;
  facts.bridge = question.bridge;
  facts.root = ::geteuid() == 0;
  facts.nft = host.find_program("nft").has_value();
  facts.iptables = host.find_program("iptables").has_value();
  if (!facts.root) return judge_firewall(facts, {});
  auto filters = host::look_at_filters(host, question.bridge);
  if (!filters) return Report(could_not_look(filters.error().message()));
  facts.filters = std::move(*filters);
  const auto settings = settled(question, host);
  if (!settings) return Report(could_not_look(settings.error().message()));
  facts.decided = settings->firewall;
  return judge_firewall(facts, look_at_steps(*settings, host,
                                             {{"firewall", Code::kFirewallRules},
                                              {"firewall-nft", Code::kFirewallRules},
                                              {"docker-forward", Code::kForwardDocker},
                                              {"firewalld-zone", Code::kForwardFirewalld}}));
}

}  // namespace anc::doctor
