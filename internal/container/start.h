// Starting an instance's container, from the short-lived process that was asked to.
#pragma once

#include <thread>

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

/// A start under way.
struct Starting {
  core::Child supervisor;  ///< as in Started
  Fd word;                 ///< readable once the supervisor has something to say
  std::string log;
  std::jthread hastening;
};

/// Takes the lease and spawns the supervisor with it. kBusy when the instance runs already,
/// kPermission when not root.
Result<Starting> begin_start(const state::Instance& instance, const StartOptions& options,
                             Life life);
/// Waits for the supervisor's word; its own error is ours, and then nothing is left.
Result<Started> finish_start(Starting starting);

/// Both of them.
Result<Started> start(const state::Instance& instance, const StartOptions& options, Life life);

}  // namespace anc::container
