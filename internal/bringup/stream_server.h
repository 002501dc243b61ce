// The stream server of a run, started again where it crashes: it is the process that the network
// talks to, and its fault is none of the phone's.
#pragma once

#include <chrono>

#include "internal/bringup/session_process.h"
#include "internal/container/restart.h"

namespace anc::bringup {

/// One thread. Killed with its owner, as SessionProcess is.
class StreamServer {
 public:
  /// Tells by `on_line` what the server says, and when and why it is started again.
  static Result<StreamServer> start(const state::Instance& instance, const Account& account,
                                    StreamOptions options, SessionProcess::OnLine on_line);

  /// Readable when step() has something to do; another descriptor after each step.
  const Fd& wake() const { return process_ ? process_->pidfd() : pause_; }
  /// Readable when it has said something; closed between two of its lives.
  const Fd& output() const { return process_ ? process_->output() : none_; }
  void take_output() { process_->take_output(); }

  /// After a crash, which a signal tells of, waits as RestartPolicy says, then starts it again; the
  /// link that was printed stays good. False when it has ended for good: by itself, or after too
  /// many crashes.
  bool step();
  /// How, once step() was false.
  Result<void> ended() { return std::move(end_); }

  /// Orderly stop, then by force after `grace`.
  Result<void> stop(std::chrono::milliseconds grace);

 private:
  StreamServer(const state::Instance& instance, const Account& account, StreamOptions options,
               SessionProcess::OnLine on_line);
  Result<bool> reap();
  Result<void> spawn();

  state::Instance instance_;
  Account account_;
  StreamOptions options_;
  SessionProcess::OnLine on_line_;
  container::RestartPolicy policy_{container::Restart::kOnFailure};
  std::optional<SessionProcess> process_;
  std::chrono::steady_clock::time_point began_;
  Fd pause_;  // a timerfd, between two lives
  Fd none_;
  Result<void> end_;
};

}  // namespace anc::bringup
