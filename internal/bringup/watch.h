// What `run` waits for, in one poll: signals, its children, its time, and rungs to tell of.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "internal/bringup/session_process.h"
#include "internal/bringup/stream_server.h"
#include "internal/state/instance.h"

namespace anc::bringup {

/// Blocks SIGINT and SIGTERM for this process and reads them from a descriptor. One thread only.
class Watch {
 public:
  using OnRung = std::function<void(const std::string& rung, std::chrono::milliseconds since)>;
  enum class Why { kSignal, kTimeUp, kSessionEnded, kContainerEnded, kStreamEnded };

  static Result<Watch> make(OnRung on_rung);

  /// Readable when a signal has come.
  const Fd& signals() const { return signals_; }
  /// Rungs of this instance that are reached from now on are told.
  void follow_rungs(const state::Instance& instance) { instance_ = instance; }

  /// Its lines are told as well, it is kept alive, and its end for good is one more reason.
  void follow_stream(StreamServer& stream) { stream_ = &stream; }

  /// Until one of these happens; forwards the session's lines and tells rungs meanwhile.
  Result<Why> wait(SessionProcess& session, const Fd& supervisor,
                   std::optional<std::chrono::milliseconds> duration);

  /// Runs `work` on a thread of its own; a signal that comes meanwhile calls `force` once.
  Result<void> run_interruptibly(const std::function<Result<void>()>& work,
                                 const std::function<void()>& force);

 private:
  Watch(Fd signals, OnRung on_rung);
  void take_signals();
  void tell_rungs();

  Fd signals_;
  StreamServer* stream_ = nullptr;  // borrowed; null where nothing is streamed
  OnRung on_rung_;
  int64_t began_ms_;  // state::uptime_ms, as rungs have it
  std::optional<state::Instance> instance_;
  size_t told_ = 0;
};

}  // namespace anc::bringup
