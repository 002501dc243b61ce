// The other end of the packetizers, for tests.
#pragma once

#include <vector>

#include "internal/core/bytes.h"

namespace anc::test {

using Packet = std::vector<std::byte>;

/// NAL units out of the payloads of one access unit, in order (RFC 6184 5.6 to 5.8).
class H264Joiner {
 public:
  /// False: no such payload, or a piece without its beginning.
  bool add(core::Bytes payload) {
    if (payload.empty()) return false;
    const auto first = std::to_integer<uint8_t>(payload[0]);
    switch (first & 31) {
      case 24:
        return add_together(payload.subspan(1));
      case 28:
        return add_piece(first, payload.subspan(1));
      default:
        if (open_) return false;
        nals_.emplace_back(payload.begin(), payload.end());
        return true;
    }
  }
  const std::vector<Packet>& nals() const { return nals_; }

 private:
  bool add_together(core::Bytes rest) {
    core::ByteReader reader(rest);
    while (reader.remaining() > 0) {
      const core::Bytes nal = reader.take(reader.u16be());
      if (!reader.ok() || nal.empty() || open_) return false;
      nals_.emplace_back(nal.begin(), nal.end());
    }
    return true;
  }
  bool add_piece(uint8_t indicator, core::Bytes rest) {
    if (rest.size() < 2) return false;
    const auto head = std::to_integer<uint8_t>(rest[0]);
    const bool begins = (head & 0x80) != 0, ends = (head & 0x40) != 0;
    if (begins == open_ || (begins && ends)) return false;
    if (begins) nals_.push_back({std::byte((indicator & 0xe0) | (head & 31))});
    nals_.back().insert(nals_.back().end(), rest.begin() + 1, rest.end());
    open_ = !ends;
    return true;
  }

  std::vector<Packet> nals_;
  bool open_ = false;
};

}  // namespace anc::test
