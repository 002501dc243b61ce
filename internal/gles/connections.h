// The threads of all connections: started, reaped, woken and joined.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "internal/core/error.h"
#include "internal/core/fd.h"
#include "internal/gles/core.h"

namespace anc::gles {

/// Any thread.
class Connections {
 public:
  /// Starts a thread for it; closes it instead when there are too many, or after `stop`.
  void add(const std::shared_ptr<Core>& core, core::Fd fd);
  /// Joins threads that have ended and closes their sockets.
  void reap();
  /// Shuts all sockets down and joins all threads. kTimeout, naming those that did not come; they
  /// are left behind with what they use. Idempotent.
  Result<void> stop(std::chrono::milliseconds deadline);

 private:
  struct Entry {
    uint64_t id = 0;
    core::Fd fd;
    std::thread thread;
    bool done = false;
  };
  void run(Core& core, Entry& entry);

  std::mutex mutex_;
  std::condition_variable ended_;
  std::list<std::shared_ptr<Entry>> entries_;
  uint64_t last_id_ = 0;
  bool stopping_ = false;
};

}  // namespace anc::gles
