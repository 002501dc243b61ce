// Tones: see chime.h.
#include "cmd/ancloud-guest/chime.h"

#include <algorithm>
#include <cmath>

#include "cmd/ancloud-guest/audio_client.h"
#include "cmd/ancloud-guest/console.h"

namespace anc::guest {
namespace {
constexpr size_t kFrames = 44100 * 150 / 1000;
constexpr size_t kEdge = 44100 * 15 / 1000;  // fades in and out: no clicks

Result<void> play_tone(const std::string& audio, double hertz) {
  const Fd stream = TRY(open_playback(audio));
  TRY(core::write_all(stream, soft_sine(hertz, kFrames, kEdge)));
  return {};
}
}  // namespace

void Chime::ring(double hertz) {
  const std::lock_guard guard(mutex_);
  next_ = hertz;
  rung_.notify_all();
}

Result<void> Chime::play(const std::string& audio, const std::stop_token& stop) {
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!rung_.wait(lock, stop, [this] { return next_.has_value(); })) return {};
    const double hertz = *std::exchange(next_, std::nullopt);
    lock.unlock();
    TRY(play_tone(audio, hertz), "play a tone");
    say("tone of " + std::to_string(std::lround(hertz)) + " Hz");
  }
}

}  // namespace anc::guest
