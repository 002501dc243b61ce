// The applet `tone`: plays a sine, at the pace at which the host takes it.
#include "cmd/ancloud-guest/applets.h"
#include "cmd/ancloud-guest/audio_client.h"
#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/options.h"
#include "internal/core/text.h"

namespace anc::guest {
namespace {
constexpr size_t kFrames = 1024;  // what Android's HAL writes at once
}

Result<int> tone_main(Args args) {
  std::string audio = "/dev/anbox_audio", hertz = "440", time = "1s";
  const Option options[] = {{"--audio", &audio}, {"--hertz", &hertz}, {"--for", &time}};
  TRY(parse_options(args, options));
  const auto pitch = static_cast<double>(TRY(core::parse_int(hertz, 20, 20000), "--hertz"));
  const auto length = TRY(core::parse_duration(time), "--for");
  const auto frames = static_cast<uint64_t>(length.count()) * 44100 / 1000;
  const Fd stream = TRY(open_playback(audio), "play a tone");
  for (uint64_t at = 0; at < frames; at += kFrames) {
    const auto count = static_cast<size_t>(std::min<uint64_t>(kFrames, frames - at));
    TRY(core::write_all(stream, sine(pitch, at, count)), "play a tone");
  }
  say("played " + std::to_string(frames) + " frames of " + hertz + " Hz");
  return 0;
}

}  // namespace anc::guest
