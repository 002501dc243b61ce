// Loading the guest's filter in liblxc's place: see guest_filter.h.
#include "internal/container/guest_filter.h"

#include <cerrno>
#include <sys/stat.h>

#include "internal/confine/filter.h"

namespace anc::container {
namespace {

// Of the monitor, which has one container: liblxc's hook has no argument to pass it through.
bool& wanted() {
  static bool filtered = false;
  return filtered;
}

// LXC goes on where it could not bind one of them, and leaves an empty file in its place.
bool has_devices() {
  for (const char* path :
       {"/dev/full", "/dev/null", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero"}) {
    struct stat info {};
    if (::stat(path, &info) != 0 || !S_ISCHR(info.st_mode)) return false;
  }
  return true;
}

}  // namespace

void prepare_guest_filter() { wanted() = true; }

std::string filter_profile() {
#ifdef ANC_FILTER_BY_MONITOR
  return confine::lxc_profile({}, {});
#else
  return confine::lxc_profile(confine::guest_syscalls(), confine::refused_syscalls());
#endif
}

// What liblxc calls for seccomp_load(3), in the container, when all else is done: 0 or a negative
// errno, as that. Without a filter, or without what every program takes for granted, the container
// must not run.
extern "C" int __wrap_seccomp_load(void* context);
extern "C" int __wrap_seccomp_load(void* /*context*/) {
  if (!has_devices()) return -ENODEV;
  return wanted() ? -confine::Filter::guest().apply() : -EINVAL;
}

}  // namespace anc::container
