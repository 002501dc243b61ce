// How long each picture of a recording is shown: until the next one, which may be long.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "internal/stream/mp4.h"

namespace anc::stream {

/// Pictures come when the guest draws, so that a duration is known only afterwards. Times are in
/// kVideoTimescale from the start of the recording.
class VideoTimeline {
 public:
  /// A picture shown from `at` on, or, where that would be before the one before it, right after.
  void add(uint64_t at, std::vector<std::byte> data, bool key) {
    const uint64_t begin = std::max(at, next_);
    if (run_.samples.empty()) {
      run_.begin = begin;
    } else {
      run_.samples.back().duration = static_cast<uint32_t>(begin - newest_);
    }
    run_.samples.push_back({.data = std::move(data), .duration = 0, .key = key});
    newest_ = begin;
    next_ = begin + 1;
  }

  /// What can be written at `now`. The newest picture is kept back while it is younger than
  /// `patience`: the next one, which ends it, is about to come.
  Run take(uint64_t now, uint64_t patience) {
    if (run_.samples.empty()) return {};
    if (now < newest_ + patience) {
      Sample newest = std::move(run_.samples.back());
      run_.samples.pop_back();
      Run done = std::exchange(run_, Run{.begin = newest_, .samples = {}});
      run_.samples.push_back(std::move(newest));
      if (done.samples.empty()) return {};
      return done;
    }
    next_ = std::max(now, next_);
    run_.samples.back().duration = static_cast<uint32_t>(next_ - newest_);
    return std::exchange(run_, {});
  }

  /// Whether something waits to be taken.
  bool pending() const { return !run_.samples.empty(); }
  /// Up to where pictures are, as far as they have been taken; the next one is not before it.
  uint64_t end() const { return next_; }

 private:
  Run run_;
  uint64_t newest_ = 0;  // begin of the newest picture
  uint64_t next_ = 0;
};

}  // namespace anc::stream
