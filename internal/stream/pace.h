// When the rate of a live stream has room for a picture.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace anc::stream {

/// On average no more pictures than so many a second. A picture that came late lets the next ones
/// come early, until what the guest had fallen behind by is made up for: without that, each picture
/// after a burst would wait for its place, in a guest that draws just as often as viewers want it.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;
  /// So much may be made up for, and at the least one picture.
  static constexpr std::chrono::milliseconds kMostBehind{50};

  /// From then on there is room for a picture; since ever before the first.
  Clock::time_point free_at() const { return free_at_; }
  /// A picture is taken now, of at most `frames_per_second`.
  void take(Clock::time_point now, uint32_t frames_per_second) {
    const auto apart = Pace::apart(frames_per_second);
    free_at_ = std::max(free_at_, now - std::max<Clock::duration>(apart, kMostBehind)) + apart;
  }

 private:
  /// A little less than it should be: a guest's clock that is a trifle faster than this one must
  /// not make each frame wait longer than the one before it.
  static Clock::duration apart(uint32_t frames_per_second) {
    return std::chrono::nanoseconds{std::nano::den} * 16 / 17 / frames_per_second;
  }

  Clock::time_point free_at_{};
};

}  // namespace anc::stream
