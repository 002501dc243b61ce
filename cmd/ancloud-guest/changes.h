// What there is to draw has changed: how a guest that shows a still picture knows when to draw.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace anc::guest {

/// Any thread.
class Changes {
 public:
  void happened() {
    const std::lock_guard lock(mutex_);
    ++count_;
    changed_.notify_all();
  }
  /// Whether anything has happened since this last said so; waits for it, but no longer than
  /// `patience` and not when `stop` comes first. One thread.
  bool wait(const std::stop_token& stop, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    const bool new_ones = changed_.wait_for(lock, stop, patience, [&] { return count_ != seen_; });
    seen_ = count_;
    return new_ones;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  uint64_t count_ = 0, seen_ = 0;
};

}  // namespace anc::guest
