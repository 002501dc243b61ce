// The kernel modules Android's processes talk through: binder, and ashmem on older kernels.
#include "internal/core/codes.h"
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

constexpr auto kBinderDevices = "devices=binder,hwbinder,vndbinder";

class BinderModule final : public Step {
 public:
  explicit BinderModule(std::string data_path) : data_path_(std::move(data_path)) {}

 private:
  std::string_view name() const override { return "binder-module"; }
  std::string_view why() const override {
    return "Android's processes call each other through the kernel's binder driver";
  }
  std::vector<std::string> commands() const override {
    return {"ko=" + core::shell_quote(data_path_) + "/binder/$(uname -r)/binder_linux.ko",
            std::string("if test -f \"$ko\"; then insmod \"$ko\" ") + kBinderDevices +
                "; else modprobe binder_linux " + kBinderDevices + "; fi"};
  }

  Result<Seen> check(const Host& host) const override {
    if (TRY(has_binder_driver(host))) return Seen{State::kHolds, {}, {}};
    const std::string release = TRY(kernel_release(host));
    if (TRY(built_module(host, data_path_, release))) {
      return Seen{State::kAbsent, {}, "the module that was built here is not loaded"};
    }
    if (TRY(host.has_module("binder_linux"))) {
      return Seen{State::kAbsent, {}, "module binder_linux is not loaded"};
    }
    return step::impossible(
        "kernel " + release + " has no binder driver",
        "build one by `ancloud host-setup --build-binder`, or boot a kernel with "
        "CONFIG_ANDROID_BINDER_IPC (better also CONFIG_ANDROID_BINDERFS); on Debian "
        "linux-image-amd64 has one, its cloud flavour has none",
        Kind::kHostRequirement, Code::kBinderMissing);
  }

  Result<void> apply(Host& host, const Seen&) const override {
    const auto built = TRY(built_module(host, data_path_, TRY(kernel_release(host))));
    return host.load_module(built.value_or("binder_linux"), kBinderDevices);
  }

  Result<Left> undo(Host& host, const Seen&) const override { return unload(host, "binder_linux"); }

  std::string data_path_;
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
    return step::impossible("this kernel has no ashmem; newer images use memfd", "",
                            Kind::kHostRequirement, Code::kAshmemMissing);
  }

  Result<void> apply(Host& host, const Seen&) const override {
    return host.load_module("ashmem_linux", {});
  }

  Result<Left> undo(Host& host, const Seen&) const override { return unload(host, "ashmem_linux"); }
};
}  // namespace

StepPtr binder_module(const Settings& settings) {
  return std::make_unique<BinderModule>(settings.data_path);
}
StepPtr ashmem_module() { return std::make_unique<AshmemModule>(); }
}  // namespace anc::host
