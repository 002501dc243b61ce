// Containers plug into a bridge, so that they reach each other and, through the host, the network.
#include <cstdio>

#include "internal/core/codes.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

class Bridge final : public Step {
 public:
  Bridge(std::string name, uint32_t address)
      : bridge_(std::move(name)), hardware_(hardware_address(address)) {}

 private:
  std::string_view name() const override { return "bridge"; }
  std::string_view why() const override { return "each container's interface plugs into it"; }
  std::vector<std::string> commands() const override {
    return {"ip link add " + bridge_ + " address " + hardware_text() + " type bridge"};
  }

  Result<Seen> check(const Host& host) const override {
    const auto link = TRY(host.link(bridge_));
    if (!link) return Seen{State::kAbsent, {{"bridge", bridge_}}, "no interface " + bridge_};
    if (link->kind == "bridge") return Seen{State::kHolds, {}, {}};
    return step::impossible("interface " + bridge_ + " exists and is no bridge" +
                                (link->kind.empty() ? "" : " (" + link->kind + ")"),
                            "rename it, or choose another name by network.bridge", Kind::kNetwork,
                            Code::kBridgeTaken);
  }

  Result<void> apply(Host& host, const Seen&) const override {
    return host.add_bridge(bridge_, hardware_);
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const std::string name = TRY(before.fact("bridge"));
    const auto link = TRY(host.link(name));
    if (!link) return Left{};
    if (link->kind != "bridge") return Left{"interface " + name + " is no bridge now"};
    for (const step::Link& other : TRY(host.links())) {
      if (other.master == link->index) {
        return Left{"bridge " + name + " stays, it has the port " + other.name};
      }
    }
    for (const step::Ipv4& address : TRY(host.addresses())) {
      if (address.link == name) {
        return Left{"bridge " + name + " stays, it has the address " + address_text(address)};
      }
    }
    TRY(host.remove_link(name));
    return Left{};
  }

  /// Locally administered (02), then "an" and the bridge's IPv4 address without its first byte: the
  /// same at each start, another one for another subnet.
  static step::HardwareAddress hardware_address(uint32_t address) {
    return {0x02,
            0x61,
            0x6e,
            static_cast<uint8_t>(address >> 16),
            static_cast<uint8_t>(address >> 8),
            static_cast<uint8_t>(address)};
  }
  std::string hardware_text() const {
    std::string text;
    for (const uint8_t byte : hardware_) {
      char part[4];
      std::snprintf(part, sizeof part, "%s%02x", text.empty() ? "" : ":", byte);
      text += part;
    }
    return text;
  }

  std::string bridge_;
  step::HardwareAddress hardware_;
};
}  // namespace

StepPtr bridge(const Settings& settings) {
  return std::make_unique<Bridge>(settings.bridge, settings.network.address);
}
}  // namespace anc::host
