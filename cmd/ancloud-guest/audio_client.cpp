// Playback: hello, approval, samples.
#include "cmd/ancloud-guest/audio_client.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <sys/socket.h>

#include "internal/core/bytes.h"

namespace anc::guest {
namespace {
constexpr double kRate = 44100;
constexpr double kLoudness = 8192;
constexpr int kAnswerMs = 5000;
/// Of this socket: with the usual 208 KiB a second of sound would lie between here and the host.
constexpr int kSendBuffer = 2048;
}  // namespace

Result<Fd> open_playback(const std::string& path) {
  Fd fd = TRY(core::connect_unix(path));
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUF, &kSendBuffer, sizeof kSendBuffer);
  std::array<std::byte, 1> byte{};
  TRY(core::write_all(fd, byte), "ask for playback");
  if (!TRY(core::wait_readable(fd, kAnswerMs))) {
    return fail(Kind::kTimeout, "the host does not approve playback");
  }
  if (!TRY(core::read_exactly(fd, byte)) || byte[0] != std::byte{0}) {
    return fail(Kind::kFailure, "the host refuses playback");
  }
  return fd;
}

std::vector<std::byte> sine(double hertz, uint64_t first, size_t frames) {
  core::ByteWriter out;
  for (uint64_t i = first; i < first + frames; ++i) {
    const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / kRate;
    const auto sample = static_cast<int16_t>(std::lround(kLoudness * std::sin(phase)));
    out.put(sample).put(sample);
  }
  return out.take();
}

std::vector<std::byte> soft_sine(double hertz, size_t frames, size_t edge) {
  core::ByteWriter out;
  for (size_t i = 0; i < frames; ++i) {
    const size_t to_end = std::min(i, frames - 1 - i);
    const double swell = static_cast<double>(std::min(to_end, edge)) / static_cast<double>(edge);
    const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / kRate;
    const auto sample = static_cast<int16_t>(std::lround(swell * kLoudness * std::sin(phase)));
    out.put(sample).put(sample);
  }
  return out.take();
}

}  // namespace anc::guest
