// `ancloud run` of a user who is not root: the session is ours, the container the manager's.
#pragma once

#include <string>

#include "internal/bringup/run.h"

namespace anc::bringup {

/// As run(), without the host steps and with the container from the manager that listens on
/// manager.socket. The session's files lie in the user's own data path, and so do the lock and the
/// rungs that other verbs look at; the guest's files lie in the manager's. Ends as run() does, and
/// when the manager closes the connection. kUsage where settings are given that are the manager's
/// to decide. Call from the main thread before any other was started.
Result<void> run_managed(const RunOptions& options);

}  // namespace anc::bringup
