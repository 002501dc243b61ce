// Packets on a TCP connection: two bytes of length before each (RFC 4571).
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "internal/core/bytes.h"

namespace anc::webrtc {

/// Puts packets together from pieces as they arrive. Holds at most one packet.
class FrameReader {
 public:
  static constexpr size_t kMaxFrame = 4096;  ///< no STUN, DTLS or SRTP packet of a peer is as long

  /// Calls `taken` for each whole packet; it says whether to go on. False: a length above
  /// kMaxFrame, nothing after it can be read.
  bool feed(core::Bytes piece, const std::function<bool(core::Bytes packet)>& taken);

 private:
  std::vector<std::byte> rest_;  // the begin of a packet, its length included
};

}  // namespace anc::webrtc
