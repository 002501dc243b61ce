// The guest's packets leave through the host, so the host must forward IPv4.
#include "internal/host/steps.h"

namespace anc::host {
namespace {
constexpr std::string_view kKey = "net.ipv4.ip_forward";

class Forwarding final : public Step {
  std::string_view name() const override { return "forwarding"; }
  std::string_view why() const override { return "the guest reaches the network through the host"; }
  std::vector<std::string> commands() const override { return {"sysctl -w net.ipv4.ip_forward=1"}; }

  Result<Seen> check(const Host& host) const override {
    const std::string value = TRY(host.sysctl(kKey));
    if (value == "1") return Seen{State::kHolds, {}, {}};
    return Seen{State::kAbsent, {{"previous", value}}, "forwarding is off"};
  }

  Result<void> apply(Host& host, const Seen&) const override { return host.set_sysctl(kKey, "1"); }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const std::string previous = TRY(before.fact("previous"));
    const std::string value = TRY(host.sysctl(kKey));
    if (value == previous) return Left{};
    if (value != "1") return Left{std::string(kKey) + " is " + value + " now"};
    TRY(host.set_sysctl(kKey, previous));
    return Left{};
  }
};
}  // namespace

StepPtr forwarding() { return std::make_unique<Forwarding>(); }
}  // namespace anc::host
