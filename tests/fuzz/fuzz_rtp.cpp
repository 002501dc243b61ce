// Fuzz target: heads of RTP packets, and pictures of any bytes in pieces. The first byte is the
// most that a piece may have.
#include <algorithm>
#include <cstdlib>

#include "internal/webrtc/packetizers.h"
#include "internal/webrtc/rtp.h"

namespace anc {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

/// Bytes that come out, of which there cannot be more than went in and heads.
webrtc::PayloadSink count(size_t most, bool& last) {
  return [most, &last](const webrtc::Payload& payload) {
    const size_t size = payload.head.size() + payload.body.size();
    check(size > 0 && size <= most && !last);
    last = payload.last;
  };
}

}  // namespace
}  // namespace anc

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  if (size < 1) return 0;
  const core::Bytes bytes = std::as_bytes(std::span(data + 1, size - 1));
  if (const auto head = webrtc::parse_rtp(bytes)) check(head->payload.size() + 12 <= bytes.size());
  const size_t most = std::max<size_t>(data[0], 64);
  bool h264 = false, vp8 = false;
  webrtc::packetize_h264(bytes, most, count(most, h264));
  webrtc::packetize_vp8(bytes, 7, most, count(most, vp8));
  check(vp8 == !bytes.empty());
  return 0;
}
