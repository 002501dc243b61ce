// Which system calls a process may make: lists as values, for guests and for sessions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anc::confine {

/// "Argument `index`, as far as `mask` goes, is `value`."
struct Argument {
  unsigned index = 0;
  uint64_t mask = ~uint64_t{0};
  uint64_t value = 0;
};

/// A call that may be made, always or when its argument is so. Names are libseccomp's; one that an
/// architecture does not have is no call there.
struct Syscall {
  std::string name;
  std::optional<Argument> when;
};

/// What Android's processes call, from init to applications, in an id-mapped container: no new user
/// namespaces, no kernel modules, clocks, swap, keys, eBPF, performance events, io_uring or
/// userfaultfd. Whatever is not here fails with ENOSYS, as on an older kernel, so that programs
/// fall back instead of giving up.
std::vector<Syscall> guest_syscalls();

/// What a session, its GL driver and its encoders call: the guest's without mounts, namespaces,
/// tracing and devices.
std::vector<Syscall> session_syscalls();

/// Calls that fail with EPERM, not ENOSYS: programs take these for granted and ask why.
std::span<const std::string_view> refused_syscalls();

}  // namespace anc::confine
