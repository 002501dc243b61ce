// Images built for Anbox come without a policy for the host's SELinux, so it must not enforce one.
#include "internal/core/text.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {
constexpr auto kEnforce = "/sys/fs/selinux/enforce";

class SelinuxPermissive final : public Step {
  std::string_view name() const override { return "selinux"; }
  std::string_view why() const override {
    return "the host's policy knows nothing of Android's processes and would forbid them";
  }
  std::vector<std::string> commands() const override { return {"setenforce 0"}; }
  bool optional() const override { return true; }

  Result<Seen> check(const Host& host) const override {
    const auto value = TRY(host.read(kEnforce));
    if (!value) return step::impossible("SELinux is not enabled in this kernel");
    const std::string previous(core::trim(*value));
    if (previous == "0") return Seen{State::kHolds, {}, "permissive already"};
    return Seen{State::kAbsent, {{"previous", previous}}, "SELinux enforces its policy"};
  }

  Result<void> apply(Host& host, const Seen&) const override { return host.write(kEnforce, "0"); }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const auto value = TRY(host.read(kEnforce));
    if (value && core::trim(*value) == "0") {
      TRY(host.write(kEnforce, TRY(before.fact("previous"))));
    }
    return Left{};
  }
};
}  // namespace

StepPtr selinux_permissive() { return std::make_unique<SelinuxPermissive>(); }
}  // namespace anc::host
