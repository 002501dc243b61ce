// Hands finished frames from the drawing thread to the composing one.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace anc::guest {

/// Holds one frame; when it is full, the drawing thread waits: nobody draws what is never shown.
class FrameQueue {
 public:
  /// False when `stop` came first.
  bool push(uint32_t color_buffer, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&] { return !waiting_; })) return false;
    waiting_ = color_buffer;
    changed_.notify_all();
    return true;
  }
  /// No more frames will come; those that wait can still be taken.
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }
  /// Empty when `stop` came first, or when the queue is closed and holds nothing.
  std::optional<uint32_t> pop(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&] { return waiting_ || closed_; })) return std::nullopt;
    const auto frame = std::exchange(waiting_, std::nullopt);
    changed_.notify_all();
    return frame;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<uint32_t> waiting_;
  bool closed_ = false;
};

/// Something that happens once and that others wait for.
class Event {
 public:
  void set() {
    const std::lock_guard lock(mutex_);
    happened_ = true;
    changed_.notify_all();
  }
  /// False when `stop` came first.
  bool wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, stop, [&] { return happened_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool happened_ = false;
};

}  // namespace anc::guest
