// Stopping an instance's container from outside, and clearing up after one that was killed.
#pragma once

#include <chrono>

#include "internal/state/instance.h"

namespace anc::container {

/// Asks the supervisor to stop in order: SIGPWR to init, after `timeout` SIGKILL. Returns when the
/// lock is free and no control group is left. kNotRunning when it does not run (what a killed
/// supervisor left is removed all the same); kPermission when not root. A supervisor that does
/// not obey within `timeout` + 20 s is killed with all it owns.
Result<void> stop(const state::Instance& instance, std::chrono::milliseconds timeout);

/// What a killed supervisor can leave on the host: processes, control groups, veth, directory.
/// Call with the instance's lease held.
Result<void> remove_remnants(const state::Instance& instance);

}  // namespace anc::container
