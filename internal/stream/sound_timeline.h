// Where on a recording's timeline a piece of sound belongs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace anc::stream {

inline constexpr uint32_t kSoundRate = 44100;  ///< frames per second of port::AudioChunk

/// Sound comes in bursts, by a device's clock, and only while the guest plays; a track is without
/// gaps. A piece follows the one before it while it comes within a tenth of a second of its place:
/// a guest fills the host's queue before the device paces it, and the two clocks differ a little.
/// Beyond that the gap is silence, or what is too much is left out. Positions are frames at
/// kSoundRate from the start of the recording.
class SoundTimeline {
 public:
  struct Step {
    size_t silence = 0;  ///< frames to be put before the piece
    size_t skip = 0;     ///< frames to be left out at its begin
  };

  /// For the next piece, of `frames` that began to be heard at `begin`.
  Step place(int64_t begin, size_t frames) {
    const int64_t late = begin - end_;
    Step step;
    if (late > kSlack) step.silence = static_cast<size_t>(late);
    if (late < -kSlack) step.skip = std::min(static_cast<size_t>(-late), frames);
    end_ += static_cast<int64_t>(step.silence + frames - step.skip);
    return step;
  }

  /// Frames of silence that bring the track up to `position`.
  size_t fill(int64_t position) {
    const int64_t missing = std::max<int64_t>(0, position - end_);
    end_ += missing;
    return static_cast<size_t>(missing);
  }

  /// Up to where the track goes.
  int64_t end() const { return end_; }

 private:
  static constexpr int64_t kSlack = kSoundRate / 10;
  int64_t end_ = 0;
};

}  // namespace anc::stream
