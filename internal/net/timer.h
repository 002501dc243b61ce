// One-shot timers on the net thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "internal/net/loop.h"

namespace anc::net {

/// Net thread only. Destroying or cancelling it means that its callback does not run any more.
class Timer {
 public:
  explicit Timer(Loop& loop);
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  ~Timer();

  /// Calls `expired` once after `delay`; an earlier start is cancelled. It may destroy the Timer.
  void start(std::chrono::milliseconds delay, std::function<void()> expired);
  void cancel();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace anc::net
