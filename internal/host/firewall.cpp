// Lets the guests' packets out through the host, and their DHCP and DNS questions in, by iptables.
#include "internal/core/codes.h"
#include "internal/core/text.h"
#include "internal/host/iptables.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

class FirewallIptables final : public Step {
 public:
  explicit FirewallIptables(const Settings& settings)
      : bridge_(settings.bridge),
        network_(network_text(settings.address())),
        isolate_(settings.isolate) {}

 private:
  std::string_view name() const override { return "firewall"; }
  std::string_view why() const override {
    return "the guests' packets are masqueraded, their DHCP and DNS accepted, whatever the host's "
           "own policy is";
  }
  std::vector<std::string> commands() const override {
    std::vector<std::string> commands;
    for (const Rule& rule : firewall_rules(bridge_, network_, isolate_)) {
      commands.push_back(command_text(rule));
    }
    return commands;
  }

  Result<Seen> check(const Host& host) const override {
    const auto iptables = TRY(find_iptables(host));
    if (!iptables) {
      return step::impossible("no iptables is installed", "apt install iptables", Kind::kNetwork,
                              Code::kFirewallMissing);
    }
    const Saved saved = TRY(saved_rules(host, *iptables));
    const auto rules = firewall_rules(bridge_, network_, isolate_);
    std::string missing;
    size_t count = 0;
    for (size_t i = 0; i < rules.size(); ++i) {
      if (contains(saved, rules[i])) continue;
      missing += (missing.empty() ? "" : " ") + std::to_string(i);
      ++count;
    }
    if (count == 0) return Seen{State::kHolds, {}, {}};
    return Seen{
        count == rules.size() ? State::kAbsent : State::kDrifted,
        {{"iptables", *iptables}, {"bridge", bridge_}, {"network", network_}, {"missing", missing}},
        std::to_string(count) + " of " + std::to_string(rules.size()) + " rules are missing"};
  }

  Result<void> apply(Host& host, const Seen& seen) const override {
    const std::string text = restore_text(TRY(missing_rules(seen)), true);
    TRY(host.run({TRY(seen.fact("iptables")) + "-restore", "--noflush", "-w"}, text));
    return {};
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const std::string iptables = TRY(before.fact("iptables"));
    const Saved saved = TRY(saved_rules(host, iptables));
    std::vector<Rule> ours;
    for (const Rule& rule : TRY(missing_rules(before))) {
      if (contains(saved, rule)) ours.push_back(rule);
    }
    if (!ours.empty()) {
      TRY(host.run({iptables + "-restore", "--noflush", "-w"}, restore_text(ours, false)));
    }
    return changed_rules(saved, TRY(before.fact("bridge")), TRY(before.fact("network")));
  }

  /// The rules that `check` found missing: what was added, and what an undo may delete. By their
  /// place in the whole list, whether guests are kept apart or not.
  static Result<std::vector<Rule>> missing_rules(const Seen& seen) {
    const auto rules = firewall_rules(TRY(seen.fact("bridge")), TRY(seen.fact("network")));
    std::vector<Rule> missing;
    for (const std::string& index : core::split(TRY(seen.fact("missing")), ' ')) {
      const int64_t last = static_cast<int64_t>(rules.size()) - 1;
      missing.push_back(rules[static_cast<size_t>(TRY(core::parse_int(index, 0, last)))]);
    }
    return missing;
  }

  std::string bridge_;
  std::string network_;
  bool isolate_;
};
}  // namespace

StepPtr firewall(const Settings& settings) { return std::make_unique<FirewallIptables>(settings); }
}  // namespace anc::host
