// Frames of Anbox's remote calls.
#include "internal/rpc/framing.h"

#include "internal/core/error.h"

namespace anc::rpc {
namespace {
constexpr size_t kHeader = 4;
constexpr size_t kLongest = 0xffffff;
}  // namespace

std::vector<std::byte> make_frame(FrameType type, std::string_view payload) {
  CHECK(payload.size() <= kLongest, "a payload fits its length field");
  const auto length = static_cast<uint32_t>(payload.size());
  core::ByteWriter out;
  out.u32be(length << 8 | static_cast<uint32_t>(type)).text(payload);
  return out.take();
}

bool FrameReader::feed(core::Bytes chunk,
                       const std::function<void(uint8_t, std::string_view)>& frame) {
  if (bad_) return false;
  waiting_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  size_t at = 0;
  while (waiting_.size() - at >= kHeader) {
    core::ByteReader header(std::as_bytes(std::span(waiting_)).subspan(at, kHeader));
    const uint32_t word = header.u32be();
    const size_t length = word >> 8;
    bad_ = length > limit_;
    if (bad_) return false;
    if (waiting_.size() - at - kHeader < length) break;
    frame(static_cast<uint8_t>(word), std::string_view(waiting_).substr(at + kHeader, length));
    at += kHeader + length;
  }
  waiting_.erase(0, at);
  return true;
}

}  // namespace anc::rpc
