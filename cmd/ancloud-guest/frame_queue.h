// Hands finished frames from the drawing thread to the composing one.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

#include "cmd/ancloud-guest/orientation.h"

namespace anc::guest {

/// A finished frame of the scene, and the screen that it was drawn for.
struct FinishedFrame {
  uint32_t color_buffer = 0;
  int width = 0, height = 0;  ///< of the buffer
  Orientation screen{};
};

/// Holds one frame; when it is full, the drawing thread waits: nobody draws what is never shown.
class FrameQueue {
 public:
  /// False when `stop` came first.
  bool push(const FinishedFrame& frame, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&] { return !waiting_; })) return false;
    waiting_ = frame;
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
  std::optional<FinishedFrame> pop(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait(lock, stop, [&] { return waiting_ || closed_; })) return std::nullopt;
    const auto frame = std::exchange(waiting_, std::nullopt);
    changed_.notify_all();
    return frame;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::optional<FinishedFrame> waiting_;
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
