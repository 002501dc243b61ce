// How long a picture takes from its bytes to protected packets, without sockets.
//
// usage: rtp_speed [BYTES]   default 30000; a line of JSON
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "internal/webrtc/media_sender.h"
#include "internal/webrtc/srtp.h"

namespace {
using namespace anc;
using Clock = std::chrono::steady_clock;

double median_us(webrtc::SrtpProfile profile, size_t bytes) {
  const auto srtp = *webrtc::Srtp::make({.profile = profile});
  std::vector<std::byte> scratch;
  webrtc::MediaSender::Options options;
  options.video = webrtc::VideoChoice{.payload_type = 96, .rtx_payload_type = 97};
  options.sent = {1, 2, 3};
  options.video_extensions = {.mid = 1, .abs_send_time = 2, .playout_delay = 3};
  options.video_mid = "0";
  webrtc::MediaSender sender(options, {.rtp =
                                           [&](core::Bytes packet) {
                                             scratch.assign(packet.begin(), packet.end());
                                             if (!srtp->protect_rtp(scratch)) std::abort();
                                           },
                                       .rtcp = [](core::Bytes) {},
                                       .key_frame_wanted = [] {},
                                       .rate = [](uint32_t) {}});
  port::EncodedVideo picture;
  picture.key = true;
  picture.bytes.resize(bytes);
  for (size_t i = 0; i < bytes; ++i) picture.bytes[i] = std::byte(i * 2654435761u >> 24);
  picture.bytes[0] = picture.bytes[1] = std::byte{0};
  picture.bytes[2] = std::byte{1};
  picture.bytes[3] = std::byte{0x65};
  std::vector<double> times;
  for (int i = 0; i < 2000; ++i) {
    const auto begin = Clock::now();
    sender.send_video(picture, begin);
    times.push_back(std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
  }
  std::ranges::nth_element(times, times.begin() + 1000);
  return times[1000];
}
}  // namespace

int main(int count, char** words) {
  const size_t bytes = count > 1 ? std::strtoul(words[1], nullptr, 10) : 30'000;
  if (bytes < 100) return 2;
  std::printf("{\"bytes\": %zu, \"gcm_us\": %.1f, \"cm_us\": %.1f}\n", bytes,
              median_us(webrtc::SrtpProfile::kAeadAes128Gcm, bytes),
              median_us(webrtc::SrtpProfile::kAes128CmSha1_80, bytes));
}
