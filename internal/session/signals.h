// SIGINT, SIGTERM and SIGHUP: the first asks for an orderly stop, the second ends the process.
#pragma once

#include <functional>
#include <signal.h>

#include "internal/core/error.h"
#include "internal/net/loop.h"
#include "internal/net/watch.h"

namespace anc::session {

/// Blocks the signals in the calling thread and, by inheritance, in all threads it starts later:
/// make one before any other thread. They stay blocked at its end.
class Signals {
 public:
  static Result<std::unique_ptr<Signals>> make(net::Loop& loop,
                                               std::function<void(int number)> asked);

 private:
  Signals(net::Loop& loop, core::Fd fd, std::function<void(int number)> asked);
  void on_readable();

  net::Watch watch_;
  const std::function<void(int)> asked_;  // on the net thread, once
};

}  // namespace anc::session
