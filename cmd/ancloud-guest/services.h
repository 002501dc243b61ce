// The services of the demo guest's init: started, restarted with back-off, asked to end.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "internal/core/process.h"

namespace anc::guest {

/// What init runs. A one-shot runs once; anything else is started again when it ends.
struct Service {
  std::string name;
  std::vector<std::string> argv;
  std::optional<core::RunAs> run_as;  ///< dropped, with a line on the console, where it cannot be
  bool oneshot = false;
  std::string after;  ///< name of a one-shot that must have ended before, or empty
};

/// How long init waits before a restart: 50 ms, doubled for each failure in a row, at most 5 s
/// (what Android's init waits).
std::chrono::milliseconds restart_delay(int failures_in_a_row);

/// Runs a list of services for one process. Not thread-safe: init has one thread.
class Services {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Services(std::vector<Service> services);

  /// Starts everything that is due. Call at the start, after `on_exit`, and at `next_due`.
  void start_due(Clock::time_point now);
  /// Milliseconds until something becomes due, -1 when only an exit can change anything.
  int next_due_ms(Clock::time_point now) const;
  /// Tells of a reaped child; one that is not ours (an orphan) is ignored.
  void on_exit(pid_t pid, const core::ExitStatus& status, Clock::time_point now);
  /// From now on nothing is started again.
  void freeze() { frozen_ = true; }
  /// Services alive now.
  std::vector<pid_t> running() const;

 private:
  struct Slot {
    Service service;
    pid_t pid = -1;
    bool ended = false;  // a one-shot that has run
    int failures = 0;
    Clock::time_point started{};
    Clock::time_point due{};
  };
  bool may_start(const Slot& slot) const;
  void start(Slot& slot, Clock::time_point now);
  void plan_restart(Slot& slot, Clock::time_point now);

  std::vector<Slot> slots_;
  bool frozen_ = false;
};

}  // namespace anc::guest
