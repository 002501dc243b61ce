// Whether another firewall of the host still drops what guests send. It only looks: rules of
// administrators, and ufw's, which are files of theirs, are theirs to change.
#include "internal/core/text.h"
#include "internal/host/filter_facts.h"
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
    Code code{};
    for (const ForwardDrop& drop : forward_drops(facts, bridge_)) {
      if (is_cured_by_steps(drop, facts, bridge_, firewall_)) continue;
      if (reasons.empty()) code = drop_code(drop.owner);
      reasons.push_back(drop_text(drop));
      commands.insert(commands.end(), drop.commands.begin(), drop.commands.end());
    }
    if (reasons.empty()) return Seen{State::kHolds, {}, {}};
    return step::impossible(core::join(reasons, "; "), core::join(commands, " && "), Kind::kNetwork,
                            code);
  }

  Result<void> apply(Host&, const Seen&) const override { return {}; }
  Result<Left> undo(Host&, const Seen&) const override { return Left{}; }

  std::string bridge_;
  Firewall firewall_;
};
}  // namespace

StepPtr forward_policy(const Settings& settings) {
  return std::make_unique<ForwardPolicy>(settings);
}
}  // namespace anc::host
