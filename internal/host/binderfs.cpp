// Binder devices are made on request in a file system of their own, where the kernel has it.
#include <sys/mount.h>

#include "internal/host/binder.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

class Binderfs final : public Step {
  std::string_view name() const override { return "binderfs"; }
  std::string_view why() const override { return "each container gets a binder device of its own"; }
  std::vector<std::string> commands() const override {
    return {"mkdir -p /dev/binderfs", "mount -t binder binder /dev/binderfs"};
  }
  bool optional() const override { return true; }  // fixed nodes serve as well

  Result<Seen> check(const Host& host) const override {
    const auto mounted = TRY(host.mount_at(kBinderfs));
    if (mounted && mounted->type == "binder") return Seen{State::kHolds, {}, {}};
    if (mounted) {
      return step::impossible(
          std::string(kBinderfs) + " is taken by a mount of type " + mounted->type,
          std::string("unmount it: umount ") + kBinderfs);
    }
    const bool made = !TRY(host.info(kBinderfs));
    const std::map<std::string, std::string> facts{{"made_directory", made ? "yes" : "no"}};
    if (TRY(has_binderfs(host))) return Seen{State::kAbsent, facts, "not mounted"};
    if (!TRY(has_binder_driver(host))) return Seen{State::kAbsent, facts, "waits for the driver"};
    return step::impossible("the kernel has no binderfs; its fixed nodes are used");
  }

  Result<void> apply(Host& host, const Seen& seen) const override {
    if (TRY(seen.fact("made_directory")) == "yes") TRY(host.make_dir(kBinderfs, 0755));
    return host.mount({.source = "binder", .target = kBinderfs, .type = "binder"});
  }

  Result<Left> undo(Host& host, const Seen& before) const override {
    const auto mounted = TRY(host.mount_at(kBinderfs));
    if (mounted && mounted->type != "binder") {
      return Left{std::string(kBinderfs) + " is a mount of type " + mounted->type + " now"};
    }
    if (mounted) {
      if (auto unmounted = host.unmount(kBinderfs, 0); !unmounted) {
        if (unmounted.error().root_errno() != EBUSY) return fail(std::move(unmounted.error()));
        return Left{std::string(kBinderfs) + " is in use and stays mounted"};
      }
    }
    if (TRY(before.fact("made_directory")) == "yes" && TRY(host.info(kBinderfs))) {
      TRY(host.remove_dir(kBinderfs));
    }
    return Left{};
  }
};
}  // namespace

StepPtr binderfs() { return std::make_unique<Binderfs>(); }
}  // namespace anc::host
