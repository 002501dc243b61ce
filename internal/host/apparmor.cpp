// Where the kernel has AppArmor, guests get a profile of their own.
#include "internal/confine/apparmor.h"

#include "internal/host/apparmor_profile.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {
constexpr auto kFile = "/etc/apparmor.d/ancloud-guest";
constexpr auto kLoaded = "/sys/kernel/security/apparmor/profiles";
constexpr auto kParser = "apparmor_parser";

class AppArmor final : public Step {
  std::string_view name() const override { return "apparmor"; }
  std::string_view why() const override {
    return "one more wall around guests, where the host has it";
  }
  std::vector<std::string> commands() const override {
    return {std::string("cat >") + kFile + " <<'END'\n" + std::string(kGuestProfileText) + "END",
            std::string(kParser) + " --replace " + kFile};
  }
  bool optional() const override { return true; }
  bool persistent() const override { return true; }

  Result<Seen> check(const Host& host) const override {
    const auto profiles = TRY(host.read(kLoaded));
    if (!profiles) return step::impossible("AppArmor is not active in this kernel");
    if (!host.find_program(kParser)) {
      return step::impossible("no apparmor_parser is installed", "apt install apparmor");
    }
    const auto file = TRY(host.read(kFile));
    const bool written = file && *file == kGuestProfileText;
    if (written && is_loaded(*profiles)) return Seen{State::kHolds, {}, {}};
    // What was there is somebody's change of ours, or an older version's: it comes back by an undo.
    Seen::Facts facts;
    if (file) facts["before"] = *file;
    return Seen{file ? State::kDrifted : State::kAbsent, facts,
                written ? "the profile is not loaded" : "no such profile as this version's"};
  }

  Result<void> apply(Host& host, const Seen&) const override {
    TRY(host.write_file(kFile, std::string(kGuestProfileText), 0644));
    TRY(host.run({kParser, "--replace", kFile}, {}));
    return {};
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const auto file = TRY(host.read(kFile));
    if (!file) return Left{};
    if (*file != kGuestProfileText) return Left{std::string(kFile) + " has been changed since"};
    const auto profiles = TRY(host.read(kLoaded));
    if (const auto earlier = before.facts.find("before"); earlier != before.facts.end()) {
      TRY(host.write_file(kFile, earlier->second, 0644));
      if (profiles) TRY(host.run({kParser, "--replace", kFile}, {}));
      return Left{};
    }
    if (profiles && is_loaded(*profiles)) TRY(host.run({kParser, "--remove", kFile}, {}));
    TRY(host.remove_file(kFile));
    return Left{};
  }

  static bool is_loaded(const std::string& profiles) {
    return confine::has_profile(profiles, confine::kGuestProfile);
  }
};
}  // namespace

StepPtr apparmor() { return std::make_unique<AppArmor>(); }
}  // namespace anc::host
