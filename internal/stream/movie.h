// Frames and sound become an MP4: encoded, put on one timeline, written fragment by fragment.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "internal/core/error.h"
#include "internal/port/audio.h"
#include "internal/port/frame.h"
#include "internal/stream/encoders.h"
#include "internal/stream/mp4.h"
#include "internal/stream/picture.h"
#include "internal/stream/sound_encoder.h"
#include "internal/stream/sound_timeline.h"
#include "internal/stream/video_encoder.h"
#include "internal/stream/video_timeline.h"

namespace anc::stream {

/// Second 0 is `begin`; everything else is at the time at which the guest drew or played it. All
/// frames are brought to the size of the first. A still screen is encoded once: the picture lasts
/// until the next one. One thread.
class Movie {
 public:
  using Clock = std::chrono::steady_clock;
  struct Options {
    uint32_t frames_per_second = 30;  ///< what the encoder reckons with
    uint32_t bits_per_second = 4'000'000;
    bool sound = true;
    const Encoders* encoders = nullptr;  ///< outlive the movie; null: in software
  };
  /// Gets the header, then each fragment; what it returns ends the call that led to it.
  using Out = std::function<Result<void>(core::Bytes)>;

  /// With the first picture, which gives its size, as it is seen, to all.
  static Result<std::unique_ptr<Movie>> start(const port::Frame& first, Clock::time_point begin,
                                              const Options& options, Out out);

  /// Encodes it. A frame that is there already is passed over.
  Result<void> add(const port::Frame& frame);
  Result<void> add(const port::AudioChunk& chunk);
  /// Writes what is complete at `now`: all but a picture that is young and about to be ended by the
  /// next one, and sound that may yet come.
  Result<void> cut(Clock::time_point now);
  /// Writes the rest: the movie ends at `now`. A picture that has stood since a cut is encoded once
  /// more, which takes some bytes: it is what tells players how long it stood.
  Result<void> end(Clock::time_point now);

  /// Whether cut() will have something to write when nothing more is added.
  bool unfinished() const { return video_.pending() || sound_encoder_ != nullptr; }
  Size size() const { return size_; }
  uint64_t frames() const { return frames_; }  ///< encoded
  /// How far what is written goes.
  std::chrono::milliseconds length() const;

 private:
  Movie(Size size, Clock::time_point begin, Out out);
  Result<void> encode(const Picture& picture, Clock::time_point at);
  Result<void> write_header(core::Bytes first_unit);
  Result<void> fill_sound(Clock::time_point until);
  Result<void> write(Clock::time_point until, std::chrono::milliseconds patience);
  uint64_t ticks(Clock::time_point at) const;
  int64_t sound_frames(Clock::time_point at) const;

  const Size size_;
  const Clock::time_point begin_;
  const Out out_;
  std::unique_ptr<VideoEncoder> encoder_;
  Fitter fitter_;
  const Picture* newest_ = nullptr;  // within fitter_
  uint64_t number_ = 0;              // of the frame it shows
  uint64_t frames_ = 0;
  VideoTimeline video_;
  Clock::time_point key_at_{}, written_{};
  std::unique_ptr<SoundEncoder> sound_encoder_;
  SoundTimeline sound_;
  std::vector<std::vector<std::byte>> packets_;
  uint64_t packets_written_ = 0;
  uint32_t fragments_ = 0;
};

}  // namespace anc::stream
