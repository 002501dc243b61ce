// Tells when a descriptor can be read or written; the base of every socket in the session.
#pragma once

#include <functional>
#include <memory>

#include "internal/core/fd.h"
#include "internal/net/loop.h"

namespace anc::net {

/// Owns a descriptor and waits for it. Net thread only. A callback runs once per request and may
/// destroy the Watch; after destruction or release() none runs any more.
class Watch {
 public:
  /// `fd` must be pollable (socket, pipe, signalfd, eventfd); it becomes non-blocking.
  Watch(Loop& loop, core::Fd fd);
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch();

  /// Calls `ready` once, when a read would not block (data, end of file or an error).
  void when_readable(std::function<void()> ready);
  /// Calls `ready` once, when a write would not block.
  void when_writable(std::function<void()> ready);

  /// Borrowed; -1 after release().
  int fd() const;
  /// Gives the descriptor away, blocking again; outstanding requests are dropped.
  core::Fd release();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace anc::net
