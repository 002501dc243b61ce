// Finding the container's init from outside: the monitor's child that has executed its program.
#pragma once

#include <optional>
#include <sys/types.h>

#include "internal/core/fd.h"

namespace anc::container {

/// The first child of the LXC monitor. `executed` once it runs another program than the monitor.
struct InitProcess {
  pid_t pid = 0;
  bool executed = false;
};

/// One look; empty while there is no child (or it has just ended).
std::optional<InitProcess> find_init(pid_t monitor);

/// A descriptor that becomes readable when the process ends, and through which only it is
/// signalled.
Result<Fd> open_pidfd(pid_t pid);
/// As open_pidfd, but only if the process began at `start_time` (core::process_start_time).
Result<Fd> open_pidfd(pid_t pid, uint64_t start_time);
/// `value` reaches a signalfd as ssi_int. ESRCH when it has ended.
Result<void> signal_pidfd(const Fd& pidfd, int number, int value = 0);

}  // namespace anc::container
