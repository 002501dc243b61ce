// Without binderfs the module makes fixed nodes that only root may open; Android's users must too.
#include <array>

#include "internal/core/codes.h"
#include "internal/host/binder.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {
constexpr std::array kNodes{"binder", "hwbinder", "vndbinder"};
constexpr mode_t kOpenToAll = 0666;

std::string octal(mode_t mode) {
  std::string text;
  for (int shift = 9; shift >= 0; shift -= 3) text += static_cast<char>('0' + (mode >> shift & 7));
  return text;
}

Result<mode_t> parse_octal(const std::string& text) {
  mode_t mode = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '7' || text.size() > 4) {
      return fail(Kind::kFailure, "\"" + text + "\" is no mode");
    }
    mode = mode << 3 | static_cast<mode_t>(digit - '0');
  }
  return mode;
}

class BinderNodes final : public Step {
  std::string_view name() const override { return "binder-nodes"; }
  std::string_view why() const override {
    return "without binderfs all containers share the module's nodes, and Android's users open "
           "them";
  }
  std::vector<std::string> commands() const override {
    return {"for n in binder hwbinder vndbinder; do test ! -c /dev/$n || chmod 0666 /dev/$n; done"};
  }

  Result<Seen> check(const Host& host) const override {
    if (TRY(has_binderfs(host))) return Seen{State::kHolds, {}, "binderfs serves instead"};
    Seen seen{State::kHolds, {}, {}};
    for (const char* node : kNodes) {
      const auto info = TRY(host.info(std::string("/dev/") + node));
      if (!info || info->mode == kOpenToAll) continue;
      seen.state = State::kAbsent;
      seen.facts[node] = octal(info->mode);
      seen.reason = std::string("/dev/") + node + " has mode " + octal(info->mode);
    }
    if (TRY(host.info("/dev/binder"))) return seen;
    if (!TRY(has_binder_driver(host))) return Seen{State::kAbsent, {}, "waits for the driver"};
    return step::impossible("module binder_linux was loaded without devices, and has no binderfs",
                            TRY(is_permanent(host, "binder_linux"))
                                ? "reboot, then run this again: this kernel cannot unload it"
                                : "modprobe -r binder_linux, then run this again",
                            Kind::kHostRequirement, Code::kBinderNoNodes);
  }

  Result<void> apply(Host& host, const Seen& seen) const override {
    for (const auto& [node, mode] : seen.facts) TRY(host.set_mode("/dev/" + node, kOpenToAll));
    return {};
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    Left left;
    for (const char* node : kNodes) {
      const auto mode = before.facts.find(node);
      const std::string path = std::string("/dev/") + node;
      const auto info = TRY(host.info(path));
      if (mode == before.facts.end() || !info || octal(info->mode) == mode->second) continue;
      if (info->mode != kOpenToAll) {
        left.push_back(path + " has mode " + octal(info->mode) + " now");
        continue;
      }
      TRY(host.set_mode(path, TRY(parse_octal(mode->second))));
    }
    return left;
  }
};
}  // namespace

StepPtr binder_nodes() { return std::make_unique<BinderNodes>(); }
}  // namespace anc::host
