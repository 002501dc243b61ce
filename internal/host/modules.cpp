// The kernel modules Android's processes talk through: binder, and ashmem on older kernels.
#include "internal/core/text.h"
#include "internal/host/binder.h"
#include "internal/host/steps.h"

namespace anc::host {
namespace {

/// Unloads what we loaded; a module that is in use, or has no way out, is left.
Result<Left> unload(Host& host, const std::string& module) {
  if (!TRY(host.info("/sys/module/" + module))) return Left{};
  if (TRY(is_permanent(host, module))) {
    return Left{"module " + module + " cannot be unloaded and stays until the next boot"};
  }
  if (auto unloaded = host.unload_module(module); !unloaded) {
    return Left{"module " + module + " stays loaded (" + unloaded.error().message() + ")"};
  }
  return Left{};
}

class BinderModule final : public Step {
  std::string_view name() const override { return "binder-module"; }
  std::string_view why() const override {
    return "Android's processes call each other through the kernel's binder driver";
  }
  std::vector<std::string> commands() const override {
    return {"modprobe binder_linux devices=binder,hwbinder,vndbinder"};
  }

  Result<Seen> check(const Host& host) const override {
    if (TRY(has_binder_driver(host))) return Seen{State::kHolds, {}, {}};
    if (TRY(host.has_module("binder_linux"))) {
      return Seen{State::kAbsent, {}, "module binder_linux is not loaded"};
    }
    const auto release = TRY(host.read("/proc/sys/kernel/osrelease"));
    return step::impossible(
        "kernel " + std::string(core::trim(release.value_or("(unknown)"))) +
            " has no binder driver",
        "boot a kernel with CONFIG_ANDROID_BINDER_IPC (better also CONFIG_ANDROID_BINDERFS); on "
        "Debian install linux-image-amd64, whose cloud flavour has none");
  }

  Result<void> apply(Host& host, const Seen&) const override {
    return host.load_module("binder_linux", "devices=binder,hwbinder,vndbinder");
  }

  Result<Left> undo(Host& host, const Seen&) const override { return unload(host, "binder_linux"); }
};

class AshmemModule final : public Step {
  std::string_view name() const override { return "ashmem-module"; }
  std::string_view why() const override {
    return "images older than memfd share memory through ashmem, where the kernel still has it";
  }
  std::vector<std::string> commands() const override { return {"modprobe ashmem_linux"}; }
  bool optional() const override { return true; }

  Result<Seen> check(const Host& host) const override {
    if (TRY(host.info("/dev/ashmem")) || TRY(host.info("/sys/module/ashmem_linux"))) {
      return Seen{State::kHolds, {}, {}};
    }
    if (TRY(host.has_module("ashmem_linux"))) {
      return Seen{State::kAbsent, {}, "module ashmem_linux is not loaded"};
    }
    return step::impossible("this kernel has no ashmem; newer images use memfd");
  }

  Result<void> apply(Host& host, const Seen&) const override {
    return host.load_module("ashmem_linux", {});
  }

  Result<Left> undo(Host& host, const Seen&) const override { return unload(host, "ashmem_linux"); }
};
}  // namespace

StepPtr binder_module() { return std::make_unique<BinderModule>(); }
StepPtr ashmem_module() { return std::make_unique<AshmemModule>(); }
}  // namespace anc::host
