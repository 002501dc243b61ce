// One thread for the few things that take too long for the net thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace anc::session {

/// Runs jobs one after another. The destructor drops those not yet begun and waits for the current.
class Worker {
 public:
  /// At most `limit` jobs wait. `name` is the thread's, at most 15 bytes.
  Worker(const std::string& name, size_t limit);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker();

  /// Any thread. False, and nothing happens, when too many jobs wait already.
  bool submit(std::function<void()> job);

 private:
  void work();

  const size_t limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace anc::session
