// firewalld rejects what no zone lets through; the bridge belongs into its zone "trusted".
#include <algorithm>

#include "internal/core/text.h"
#include "internal/host/filter_facts.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

class FirewalldZone final : public Step {
 public:
  explicit FirewalldZone(const Settings& settings) : bridge_(settings.bridge) {}

 private:
  std::string_view name() const override { return "firewalld-zone"; }
  std::string_view why() const override {
    return "firewalld lets through what the guests send once their bridge is in the zone trusted";
  }
  std::vector<std::string> commands() const override {
    return {"firewall-cmd --zone=trusted --add-interface=" + bridge_};
  }

  /// Holds where no firewalld runs, and where someone has chosen a zone for the bridge: what that
  /// one drops, forward-policy tells. Its table is looked for first, since its program is slow.
  Result<Seen> check(const Host& host) const override {
    if (!host.find_program("firewall-cmd")) return Seen{State::kHolds, {}, {}};
    const FilterFacts facts = TRY(look_at_filters(host, bridge_));
    const bool runs =
        std::any_of(facts.tables.begin(), facts.tables.end(), [](const FilterTable& table) {
          return table.name == "firewalld" || table.chains.contains("FORWARD_direct");
        });
    if (!runs || !TRY(zone(host, bridge_)).empty()) return Seen{State::kHolds, {}, {}};
    return Seen{State::kAbsent, {{"bridge", bridge_}}, bridge_ + " is in no zone of firewalld"};
  }

  Result<void> apply(Host& host, const Seen&) const override {
    TRY(host.run({"firewall-cmd", "--zone=trusted", "--add-interface=" + bridge_}, ""));
    return {};
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const std::string bridge = TRY(before.fact("bridge"));
    if (!host.find_program("firewall-cmd")) return Left{};
    const std::string now = TRY(zone(host, bridge));
    if (now.empty()) return Left{};
    if (now != "trusted") return Left{bridge + " is in the zone " + now + " of firewalld now"};
    TRY(host.run({"firewall-cmd", "--zone=trusted", "--remove-interface=" + bridge}, ""));
    return Left{};
  }

  /// Empty for none, and where firewalld does not run any more.
  static Result<std::string> zone(const Host& host, const std::string& bridge) {
    const core::Output output =
        TRY(host.ask({"firewall-cmd", "--get-zone-of-interface=" + bridge}));
    return output.status.ok() ? std::string(core::trim(output.out)) : std::string();
  }

  std::string bridge_;
};
}  // namespace

StepPtr firewalld_zone(const Settings& settings) {
  return std::make_unique<FirewalldZone>(settings);
}
}  // namespace anc::host
