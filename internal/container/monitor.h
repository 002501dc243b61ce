// The process that liblxc runs in: started by the supervisor, it is the LXC monitor itself.
#pragma once

#include <string>

namespace anc::container {

/// Exit code of the monitor when the container never ran.
inline constexpr int kMonitorFailed = 125;

/// Compiles the guest's filter of system calls when `filtered`, waits for a line on stdin (end of
/// file: does nothing), then runs the container `name` of `lxc_path` in the foreground, from the
/// configuration file written there, and returns its init's exit code (128 + n for signal n) or
/// kMonitorFailed; the reason is then in LXC's log. Single-threaded callers only; changes the
/// environment.
int run_monitor(const std::string& lxc_path, const std::string& name, bool filtered);

}  // namespace anc::container
