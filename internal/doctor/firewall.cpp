// By the host's own programs: see firewall.h.
#include "internal/doctor/firewall.h"

#include <unistd.h>

#include "internal/core/text.h"
#include "internal/doctor/network_steps.h"
#include "internal/doctor/probes.h"
#include "internal/step/real_host.h"

namespace anc::doctor {
namespace {

/// What a program prints that only looks; empty where it is not installed or has nothing to say.
std::string said_by(const step::Host& host, const std::vector<std::string>& argv) {
  if (!host.find_program(argv.front())) return {};
  const auto said = host.ask(argv);
  return said && said->status.ok() ? said->out : std::string();
}

std::string programs(const FirewallFacts& facts) {
  if (facts.nft && facts.iptables) return "nft_iptables";
  if (facts.nft) return "nft";
  return facts.iptables ? "iptables" : "none";
}

std::string policy_text(Code code, const std::string& program) {
  const std::string policy = "the policy of chain FORWARD (" + program + ") is DROP";
  if (code == Code::kForwardDocker) return "Docker is here: " + policy;
  if (code == Code::kForwardUfw) return "ufw is here: " + policy;
  return policy;
}

/// What drops the guests' packets although our own rules may be there.
void judge_others(const FirewallFacts& facts, Report& report) {
  for (const auto& [saved, program] : {std::pair{&facts.saved_nft, "iptables-nft"},
                                       std::pair{&facts.saved_legacy, "iptables-legacy"}}) {
    if (const auto code = dropping_policy(*saved, facts.bridge)) {
      report.add(
          fault(*code, policy_text(*code, program))
              .with_command("ancloud host-setup")
              .with_advice("where our rules are in the other iptables: " + std::string(program) +
                           " -I FORWARD -i " + facts.bridge + " -j ACCEPT; " +
                           std::string(program) + " -I FORWARD -o " + facts.bridge + " -j ACCEPT"));
    }
  }
  if (!facts.firewalld.empty() &&
      facts.firewalld.find("\"" + facts.bridge + "\"") == std::string::npos) {
    report.add(fault(Code::kForwardFirewalld,
                     "firewalld runs, and " + facts.bridge + " is in none of its zones")
                   .with_command("firewall-cmd --zone=trusted --add-interface=" + facts.bridge));
  }
}

}  // namespace

size_t count_rules(const std::string& saved) {
  size_t count = 0;
  for (const std::string& line : core::split(saved, '\n')) count += line.starts_with("-A ") ? 1 : 0;
  return count;
}

std::optional<Code> dropping_policy(const std::string& saved, const std::string& bridge) {
  bool filter = false, drops = false, docker = false, ufw = false;
  for (const std::string& line : core::split(saved, '\n')) {
    if (line.starts_with("*")) filter = line == "*filter";
    if (!filter) continue;
    drops |= line.starts_with(":FORWARD DROP");
    docker |= line.starts_with(":DOCKER-USER ");
    ufw |= line.starts_with(":ufw-");
    const bool passes = (line.starts_with("-A FORWARD ") || line.starts_with("-A DOCKER-USER ")) &&
                        line.find("-i " + bridge + " ") != std::string::npos &&
                        line.ends_with("-j ACCEPT");
    if (passes) return std::nullopt;
  }
  if (!drops) return std::nullopt;
  if (docker) return Code::kForwardDocker;
  return ufw ? Code::kForwardUfw : Code::kForwardDrop;
}

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
  const size_t nft_rules = count_rules(facts.saved_nft);
  const size_t legacy_rules = count_rules(facts.saved_legacy);
  if (nft_rules > 0 && legacy_rules > 0) {
    report.add(fault(Code::kFirewallMixed, "iptables-legacy holds " + std::to_string(legacy_rules) +
                                               " rules and iptables-nft " +
                                               std::to_string(nft_rules) +
                                               "; each packet passes both")
                   .with_advice("see them: iptables-legacy-save; iptables-nft-save; then keep one "
                                "kind: update-alternatives --config iptables"));
  }
  judge_others(facts, report);
  report.add(std::move(steps));
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
  Report steps;
  if (facts.root) {
    facts.saved_nft = said_by(host, {"iptables-nft-save"});
    facts.saved_legacy = said_by(host, {"iptables-legacy-save"});
    facts.firewalld = said_by(host, {"nft", "list", "table", "inet", "firewalld"});
    steps = look_at_steps(question, {{"firewall", Code::kFirewallRules}});
  }
  return judge_firewall(facts, std::move(steps));
}

}  // namespace anc::doctor
