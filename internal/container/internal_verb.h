// The hidden verbs by which this module's processes start: `ancloud internal WHAT …`.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace anc::container {

/// `ports …` (ports_process.h), `dhcp …` and `dhcp-server …` (dhcp.h), and
/// `supervisor DATA_PATH NAME OPTIONS_JSON LOCK_FD READY_FD` ("-" for LOCK_FD: takes the lease
/// itself) and `lxc-monitor LXC_PATH NAME`; returns the exit code, empty when `words` (what follows
/// "internal") names none. Call early in main, before any thread.
std::optional<int> run_internal(std::span<const std::string> words);

}  // namespace anc::container
