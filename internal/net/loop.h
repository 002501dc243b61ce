// The session's one event loop: all sockets, timers and posted work run on its thread, "net".
#pragma once

#include <functional>
#include <memory>

namespace anc::net {

/// Owns the thread. What is built on a loop (Watch, Timer, Listener, Stream) is used on the net
/// thread only, or while that thread does not run: before start() and after stop().
class Loop {
 public:
  Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();  ///< stops; whatever was still waiting is dropped without a call

  /// Starts the net thread. It inherits the caller's signal mask.
  void start();
  /// Ends the net thread and waits for it; work not yet begun never runs. Idempotent. Not from the
  /// net thread. A thread that does not come back is named in the log after five seconds.
  void stop();
  /// Runs `work` on the net thread, in the order of the posts. Any thread.
  void post(std::function<void()> work);

  struct Impl;
  Impl& impl() { return *impl_; }  ///< for the files of this module

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace anc::net
