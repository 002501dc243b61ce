// The sound between guest and device: a bounded ring of bytes.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "internal/core/bytes.h"

namespace anc::audio {

/// One side puts sound in, the other takes it out. When it is full nothing of a guest is dropped:
/// push() takes less, the caller leaves the rest with the guest, whose write blocks. A microphone
/// cannot wait: push_newest() drops the oldest. When it is empty, pull() gives silence. Any thread;
/// no call waits for more than a copy of a few kilobytes.
class PcmQueue {
 public:
  using Clock = std::chrono::steady_clock;

  /// `capacity` bytes at most, a multiple of `frame_bytes`. `pulled` is called after each pull(),
  /// on its thread: there is room.
  PcmQueue(size_t capacity, size_t frame_bytes, std::function<void()> pulled = nullptr);

  /// Takes as many bytes as fit and says how many.
  size_t push(core::Bytes pcm);
  /// Takes the last whole frames of it, in the place of older ones where they do not fit.
  void push_newest(core::Bytes pcm);
  size_t room() const;
  size_t depth() const;

  /// Fills `out` with whole frames, then with silence. For the audio device.
  void pull(std::span<std::byte> out);
  /// Takes up to `bytes` out and forgets them: what plays where nobody listens.
  size_t discard(size_t bytes);
  /// Forgets a frame that has only begun: the next push() begins one.
  void end_of_stream();

  /// When a device last called pull(); the epoch while none has.
  Clock::time_point pulled_at() const { return pulled_at_.load(); }
  /// Bytes that push_newest() left out or forgot, since the start.
  uint64_t dropped_bytes() const { return dropped_.load(); }
  /// Bytes of silence that pull() put behind sound that had run out, since the start.
  uint64_t starved_bytes() const { return starved_.load(); }

 private:
  // With the lock held.
  size_t put(core::Bytes pcm);
  size_t take(std::span<std::byte> out);
  size_t forget(size_t bytes);

  const size_t frame_bytes_;
  const std::function<void()> pulled_;
  mutable std::mutex mutex_;
  std::vector<std::byte> ring_;
  size_t begin_ = 0;  // of the oldest byte
  size_t depth_ = 0;
  std::atomic<Clock::time_point> pulled_at_{Clock::time_point{}};
  std::atomic<uint64_t> starved_ = 0, dropped_ = 0;
};

}  // namespace anc::audio
