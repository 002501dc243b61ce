// The RTP packets of the last seconds, in plain text, for those who missed one.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <vector>

#include "internal/core/bytes.h"

namespace anc::webrtc {

/// Of one SSRC, whose numbers follow each other.
class PacketHistory {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Entry {
    std::vector<std::byte> packet;
    Time sent{}, repeated{};
  };
  /// A receiver gives up on older ones.
  static constexpr std::chrono::seconds kAge{2};
  /// Two seconds of more than 8 Mbit/s.
  static constexpr size_t kMost = 2048;

  /// The number is the one after the last.
  const Entry& add(uint16_t sequence, std::vector<std::byte> packet, Time now);
  /// Null: gone, or never sent.
  Entry* find(uint16_t sequence);
  Entry* last() { return entries_.empty() ? nullptr : &entries_.back(); }
  /// Whether the number was sent once (within the last half of all numbers).
  bool was_sent(uint16_t sequence) const {
    return !entries_.empty() && static_cast<uint16_t>(last_ - sequence) < 0x8000;
  }

 private:
  std::deque<Entry> entries_;
  uint16_t last_ = 0;
};

}  // namespace anc::webrtc
