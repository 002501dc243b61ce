// Whether another firewall of the host still drops what guests send. It only looks: rules of
// administrators, and ufw's, which are files of theirs, are theirs to change.
#include <algorithm>

#include "internal/core/text.h"
#include "internal/host/filter_facts.h"
#include "internal/host/nft.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

class ForwardPolicy final : public Step {
 public:
  explicit ForwardPolicy(const Settings& settings)
      : bridge_(settings.bridge), firewall_(settings.firewall) {}

 private:
  std::string_view name() const override { return "forward-policy"; }
  std::string_view why() const override {
    return "no other firewall of the host may drop what the guests send";
  }
  std::vector<std::string> commands() const override {
    return {"ancloud host-setup --status  # tells what to allow, if anything"};
  }
  bool optional() const override { return true; }

  Result<Seen> check(const Host& host) const override {
    const FilterFacts facts = TRY(look_at_filters(host, bridge_));
    std::vector<std::string> reasons;
    std::vector<std::string> commands;
    for (const ForwardDrop& drop : forward_drops(facts, bridge_)) {
      if (is_cured_by_us(drop, facts)) continue;
      reasons.push_back(std::string(owner_name(drop.owner)) + " drops what guests " +
                        (drop.out ? "send" : "are answered") + ": " + drop.where);
      commands.insert(commands.end(), drop.commands.begin(), drop.commands.end());
    }
    if (reasons.empty()) return Seen{State::kHolds, {}, {}};
    return step::impossible(core::join(reasons, "; "), core::join(commands, " && "),
                            Kind::kNetwork);
  }

  Result<void> apply(Host&, const Seen&) const override { return {}; }
  Result<Left> undo(Host&, const Seen&) const override { return Left{}; }

  /// A step before this one will put a rule where this drop is. Once one of them has, what still
  /// drops is not cured.
  bool is_cured_by_us(const ForwardDrop& drop, const FilterFacts& facts) const {
    using Owner = ForwardDrop::Owner;
    if (drop.owner == Owner::kNft) return false;
    const bool begun =
        std::any_of(facts.tables.begin(), facts.tables.end(), [&](const FilterTable& table) {
          const bool ours = table.program == "nft" && table.name == nft_table_name(bridge_);
          const bool by_iptables = table.program != "nft" || is_iptables_table(table);
          return ours || (by_iptables && accepts_bridge(table, bridge_));
        });
    if (begun) return false;
    const bool own_place = drop.owner == Owner::kDocker || drop.owner == Owner::kFirewalld;
    return own_place || (firewall_ == Firewall::kIptables && facts.iptables);
  }

  std::string bridge_;
  Firewall firewall_;
};
}  // namespace

StepPtr forward_policy(const Settings& settings) {
  return std::make_unique<ForwardPolicy>(settings);
}
}  // namespace anc::host
