// Loading the guest's filter in liblxc's place: see guest_filter.h.
#include "internal/container/guest_filter.h"

#include <cerrno>
#include <optional>

namespace anc::container {
namespace {

// Of the monitor, which has one container: liblxc's hook has no argument to pass it through.
std::optional<confine::Filter>& prepared() {
  static std::optional<confine::Filter> filter;
  return filter;
}

}  // namespace

Result<confine::Filter> guest_filter() {
  return confine::Filter::compile(confine::guest_syscalls(), confine::refused_syscalls());
}

#ifdef ANC_FILTER_BY_MONITOR
Result<void> prepare_guest_filter() {
  prepared() = TRY(guest_filter(), "filter of system calls");
  return {};
}

std::string filter_profile() { return confine::lxc_profile({}, {}); }
#else
Result<void> prepare_guest_filter() { return {}; }

std::string filter_profile() {
  return confine::lxc_profile(confine::guest_syscalls(), confine::refused_syscalls());
}
#endif

// What liblxc calls for seccomp_load(3): 0 or a negative errno, as that. Without a filter the
// container must not run.
extern "C" int __wrap_seccomp_load(void* context);
extern "C" int __wrap_seccomp_load(void* /*context*/) {
  return prepared() ? -prepared()->apply() : -EINVAL;
}

}  // namespace anc::container
