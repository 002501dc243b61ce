// The bridge's address is the containers' gateway; nothing else on the host may use its range.
#include <algorithm>

#include "internal/core/codes.h"
#include "internal/host/steps.h"
#include "internal/host/subnet_choice.h"

namespace anc::host {
namespace {
using step::Ipv4;

bool has_address(const std::vector<Ipv4>& all, const Ipv4& ours) {
  return std::find(all.begin(), all.end(), ours) != all.end();
}

class Address final : public Step {
 public:
  explicit Address(Ipv4 address) : address_(std::move(address)) {}

 private:
  std::string_view name() const override { return "address"; }
  std::string_view why() const override { return "the bridge is the containers' gateway"; }
  std::vector<std::string> commands() const override {
    return {"ip addr add " + address_text(address_) + " dev " + address_.link,
            "ip link set " + address_.link + " up"};
  }

  Result<Seen> check(const Host& host) const override {
    const auto link = TRY(host.link(address_.link));
    const auto addresses = TRY(host.addresses());
    const bool present = link && has_address(addresses, address_);
    if (present && link->up) return Seen{State::kHolds, {}, {}};
    if (!present) {
      if (auto claim = claim_on(address_, {addresses, TRY(host.routes())}); !claim.empty()) {
        return step::impossible(claim, "choose another range by network.address", Kind::kNetwork,
                                Code::kRouteClash);
      }
    }
    return Seen{present ? State::kDrifted : State::kAbsent,
                {{"bridge", address_.link},
                 {"network", address_text(address_)},
                 {"had_address", present ? "yes" : "no"},
                 {"was_up", link && link->up ? "yes" : "no"}},
                present ? address_.link + " is down" : "no address " + address_text(address_)};
  }

  Result<void> apply(Host& host, const Seen& seen) const override {
    if (TRY(seen.fact("had_address")) == "no") TRY(host.add_address(address_));
    return host.set_link_up(address_.link, true);
  }

  Result<Left> undo(Host& host, const Seen& before) const override;

  Ipv4 address_;
};

Result<Left> Address::undo(Host& host, const Seen& before) const {
  const std::string name = TRY(before.fact("bridge"));
  const auto link = TRY(host.link(name));
  if (!link) return Left{};
  const auto ours = TRY(config::parse_subnet(TRY(before.fact("network"))));
  const Ipv4 address{ours.address, ours.prefix, name};
  auto addresses = TRY(host.addresses());
  if (TRY(before.fact("had_address")) == "no" && has_address(addresses, address)) {
    TRY(host.remove_address(address));
    std::erase(addresses, address);
  }
  const bool in_use = std::any_of(addresses.begin(), addresses.end(),
                                  [&](const Ipv4& other) { return other.link == name; });
  if (TRY(before.fact("was_up")) == "no" && link->up && !in_use) {
    TRY(host.set_link_up(name, false));
  }
  return Left{};
}
}  // namespace

StepPtr address(const Settings& settings) { return std::make_unique<Address>(settings.address()); }
}  // namespace anc::host
