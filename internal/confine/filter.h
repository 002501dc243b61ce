// Lists of system calls as a filter: for this process, and as text for LXC.
#pragma once

#include <linux/filter.h>
#include <span>
#include <string>

#include "internal/confine/syscalls.h"

namespace anc::confine {

/// A filter for this machine's architecture and its 32-bit one, compiled while building: allows the
/// calls of its list, lets refused_syscalls() fail with EPERM and all else with ENOSYS.
class Filter {
 public:
  static Filter guest();    ///< guest_syscalls()
  static Filter session();  ///< session_syscalls()

  /// For the calling process from now on, with all its threads, and its children; cannot be undone.
  /// Needs no_new_privs or CAP_SYS_ADMIN in its user namespace. May be called after fork. Returns 0
  /// or an errno.
  int apply() const;

  size_t instructions() const { return code_.size(); }

 private:
  explicit Filter(std::span<const sock_filter> code) : code_(code) {}
  std::span<const sock_filter> code_;
};

/// The same as a profile of LXC (lxc.container.conf(5), "SECCOMP CONFIGURATION", version 2).
std::string lxc_profile(std::span<const Syscall> allowed,
                        std::span<const std::string_view> refused);

}  // namespace anc::confine
