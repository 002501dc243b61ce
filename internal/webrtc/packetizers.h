// Pictures in pieces that fit into RTP packets: H.264 (RFC 6184, packetization mode 1) and VP8
// (RFC 7741).
#pragma once

#include <cstdint>
#include <functional>

#include "internal/core/bytes.h"

namespace anc::webrtc {

/// What one RTP packet carries: `head`, then `body`. Borrowed for the call.
struct Payload {
  core::Bytes head, body;
  bool last = false;  ///< of the picture: the packet has the marker bit
};
using PayloadSink = std::function<void(const Payload&)>;

/// One access unit as in Annex B. No payload is longer than `most` (at least 64). The parameter
/// sets and SEI before a picture go in one packet (STAP-A), what is too long in even pieces (FU-A),
/// delimiters and fillers not at all.
void packetize_h264(core::Bytes annex_b, size_t most, const PayloadSink& sink);

/// One frame. Only the low 15 bits of `picture_id` count; it grows by one each frame.
void packetize_vp8(core::Bytes frame, uint16_t picture_id, size_t most, const PayloadSink& sink);

}  // namespace anc::webrtc
