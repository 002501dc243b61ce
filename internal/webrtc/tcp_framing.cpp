// RFC 4571 frames out of a stream.
#include "internal/webrtc/tcp_framing.h"

#include <algorithm>

namespace anc::webrtc {
namespace {
constexpr size_t kHead = 2;
}  // namespace

bool FrameReader::feed(core::Bytes piece, const std::function<bool(core::Bytes packet)>& taken) {
  while (!piece.empty()) {
    while (rest_.size() < kHead && !piece.empty()) {
      rest_.push_back(piece.front());
      piece = piece.subspan(1);
    }
    if (rest_.size() < kHead) return true;
    core::ByteReader head(rest_);
    const size_t size = head.u16be();
    if (size > kMaxFrame) return false;
    const size_t missing = kHead + size - rest_.size();
    const core::Bytes more = piece.first(std::min(missing, piece.size()));
    rest_.insert(rest_.end(), more.begin(), more.end());
    piece = piece.subspan(more.size());
    if (rest_.size() < kHead + size) return true;
    const std::vector<std::byte> frame = std::move(rest_);
    rest_.clear();
    if (size > 0 && !taken(core::Bytes(frame).subspan(kHead))) return true;
  }
  return true;
}

}  // namespace anc::webrtc
