// How many bytes of sound a stretch of time is worth.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace anc::audio {

/// Format of a stream (anbox-host.md 6): both are fixed, nothing is negotiated.
struct Format {
  uint32_t rate;       ///< frames per second
  size_t frame_bytes;  ///< one sample of each channel, signed 16 bit little endian

  constexpr size_t bytes_in(std::chrono::milliseconds time) const {
    return static_cast<size_t>(time.count()) * rate / 1000 * frame_bytes;
  }
  constexpr size_t milliseconds_in(size_t bytes) const {
    return bytes * 1000 / (size_t{rate} * frame_bytes);
  }
};

constexpr Format kPlayback{.rate = 44100, .frame_bytes = 4};
constexpr Format kRecording{.rate = 8000, .frame_bytes = 2};

/// Paces a stream for which no device does. Keeps the remainder, so that the mean rate is exact.
class SampleClock {
 public:
  using Clock = std::chrono::steady_clock;

  /// After a pause longer than `longest` the missed time is skipped, not caught up with.
  SampleClock(Format format, std::chrono::milliseconds longest)
      : format_(format), longest_(longest) {}

  void restart(Clock::time_point now) {
    start_ = now;
    given_ = 0;
  }

  /// Bytes, in whole frames, that are due since the last call.
  size_t take_due(Clock::time_point now) {
    int64_t due = frames_until(now) - given_;
    const int64_t most = longest_.count() * format_.rate / 1000;
    if (due > most) {
      restart(now);
      return static_cast<size_t>(most) * format_.frame_bytes;
    }
    if (due < 0) due = 0;
    given_ += due;
    return static_cast<size_t>(due) * format_.frame_bytes;
  }

 private:
  /// Seconds and the rest apart: their product would overflow after two days.
  int64_t frames_until(Clock::time_point now) const {
    constexpr int64_t kSecond = 1'000'000'000;
    const int64_t passed = std::chrono::nanoseconds(now - start_).count();
    return passed / kSecond * format_.rate + passed % kSecond * format_.rate / kSecond;
  }

  const Format format_;
  const std::chrono::milliseconds longest_;
  Clock::time_point start_{};
  int64_t given_ = 0;  // frames since then
};

}  // namespace anc::audio
