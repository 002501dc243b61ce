// Starting an instance's container, from the short-lived process that was asked to.
#pragma once

#include "internal/container/message.h"
#include "internal/container/options.h"
#include "internal/core/process.h"
#include "internal/state/instance.h"

namespace anc::container {

/// Whose life the container's is bound to.
enum class Life {
  kOwn,      ///< a session of its own; runs on when the caller ends
  kCallers,  ///< killed with the caller's thread: for `run`
};

/// A container whose init has been executed, and the process that owns it.
struct Started {
  core::Child supervisor;  ///< its destructor kills; detach() it for Life::kOwn
  Ready ready;
};

/// kPermission unless root; `what` is the verb: "only root can WHAT a container".
Result<void> require_root(const std::string& what);

/// Takes the lease, spawns the supervisor with it and waits for its word. kBusy when the instance
/// runs already, kPermission when not root, else the supervisor's own error; then nothing is left.
Result<Started> start(const state::Instance& instance, const StartOptions& options, Life life);

}  // namespace anc::container
