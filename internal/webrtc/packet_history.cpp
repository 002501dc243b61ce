// The packets by number: see packet_history.h.
#include "internal/webrtc/packet_history.h"

#include <utility>

namespace anc::webrtc {

const PacketHistory::Entry& PacketHistory::add(uint16_t sequence, std::vector<std::byte> packet,
                                               Time now) {
  while (!entries_.empty() && (entries_.size() >= kMost || now - entries_.front().sent > kAge)) {
    entries_.pop_front();
  }
  last_ = sequence;
  return entries_.emplace_back(Entry{std::move(packet), now, {}});
}

PacketHistory::Entry* PacketHistory::find(uint16_t sequence) {
  const size_t age = static_cast<uint16_t>(last_ - sequence);
  return age < entries_.size() ? &entries_[entries_.size() - 1 - age] : nullptr;
}

}  // namespace anc::webrtc
