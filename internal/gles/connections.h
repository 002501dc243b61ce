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
#include "internal/gles/peer.h"
#include "internal/gles/recorder.h"

namespace anc::gles {

class Recovery;

/// Any thread.
class Connections {
 public:
  /// Starts a thread for it, which first asks for a core that works and ends where there is none;
  /// closes it instead when there are too many, or after `stop`. `name` is the service that the
  /// guest asked for.
  void add(const std::shared_ptr<Recovery>& recovery, core::Fd fd, const std::string& name);
  /// Records those that are added.
  Recorder& recorder() { return recorder_; }
  /// Shuts down the sockets of those that use this core; their threads end by themselves.
  void hang_up(const Core& core);
  /// Serves a guest on the calling thread until it ends; `stop` does not end it.
  void serve(Core& core, Peer& peer);
  /// Joins threads that have ended and closes their sockets.
  void reap();
  /// Those that have not ended.
  size_t count() const;
  /// Shuts all sockets down and joins all threads. kTimeout, naming those that did not come; they
  /// are left behind with what they use. Idempotent.
  Result<void> stop(std::chrono::milliseconds deadline);

 private:
  struct Entry {
    uint64_t id = 0;
    core::Fd fd;
    std::shared_ptr<Recording> recording;  ///< null: nobody records it
    uint32_t recorded_as = 0;
    std::thread thread;
    const Core* core = nullptr;  ///< once it has one
    bool done = false;
  };
  void run(Recovery& recovery, Entry& entry);
  void serve(Core& core, Entry& entry);
  static void serve(Core& core, Peer& peer, uint64_t id, Objects::OwnerId owner);

  Recorder recorder_;
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::list<std::shared_ptr<Entry>> entries_;
  uint64_t last_id_ = 0;
  bool stopping_ = false;
};

}  // namespace anc::gles
