// The manager as a process: its loop, its signals, its end.
#pragma once

#include <functional>

#include "internal/manager/server.h"

namespace anc::manager {

/// Serves until SIGINT, SIGTERM or SIGHUP: containers are then stopped in order, at a second signal
/// at once. `listening` is called once clients are heard. Call from main's thread before any other
/// started.
Result<void> serve(Options options, Fd handed_over, const std::function<void()>& listening);

}  // namespace anc::manager
