// Fuzz target: RTCP. The first byte says how many packets were sent before it; what comes of it
// must be bounded, and those that ask for anything get no more than was sent.
#include <cstdlib>

#include "internal/webrtc/media_sender.h"
#include "internal/webrtc/rtcp.h"

namespace anc {
namespace {
using namespace std::chrono_literals;
using webrtc::MediaSender;

void check(bool holds) {
  if (!holds) std::abort();
}

void feed(core::Bytes packet, uint8_t pictures) {
  MediaSender::Options options;
  options.video = webrtc::VideoChoice{.payload_type = 96, .rtx_payload_type = 97};
  options.sent = {1, 2, 3};
  size_t sent = 0, keys = 0;
  MediaSender sender(options, {.rtp = [&](core::Bytes) { ++sent; },
                               .rtcp = [](core::Bytes) {},
                               .key_frame_wanted = [&] { ++keys; },
                               .rate = [](uint32_t bits) { check(bits >= 150'000); }});
  auto now = MediaSender::Time(100s);
  port::EncodedVideo picture;
  picture.key = true;
  picture.bytes = std::vector<std::byte>(2000, std::byte{0x65});
  picture.bytes[0] = picture.bytes[1] = std::byte{0};
  picture.bytes[2] = std::byte{1};
  for (uint8_t i = 0; i < pictures; ++i) sender.send_video(picture, now);
  const size_t before = sent;
  sender.take_rtcp(packet, now + 100ms);
  check(sent - before <= before && keys <= 1);
  check(sender.counters().bits_per_second <= options.most_bits_per_second);
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 1) return 0;
  const core::Bytes packet = std::as_bytes(std::span(data + 1, size - 1));
  if (const auto feedback = webrtc::parse_rtcp(packet)) {
    check(feedback->nacks.size() <= webrtc::kMostNacks);
    check(feedback->reports.size() * 24 + feedback->plis.size() * 8 <= packet.size());
  }
  feed(packet, data[0] & 15);
  return 0;
}
