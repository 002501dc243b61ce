// Frames of Anbox's remote calls, on anbox_bridge and on the container control socket: a length of
// three bytes, big endian, a type, the payload (anbox-host.md 4.2).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/bytes.h"

namespace anc::rpc {

/// What a frame carries. Other values are skipped by both sides.
enum class FrameType : uint8_t { kInvocation = 0, kResponse = 1 };

/// Header and payload in one piece: the guest's receiver needs a header whole. At most 2^24 - 1
/// bytes of payload.
std::vector<std::byte> make_frame(FrameType type, std::string_view payload);

/// Puts frames together from chunks of any size.
class FrameReader {
 public:
  /// A payload longer than `limit` makes the reader fail.
  explicit FrameReader(size_t limit) : limit_(limit) {}

  /// Calls `frame` for each complete one. False once a frame is over the limit: the connection has
  /// to be closed, nothing is read any more.
  bool feed(core::Bytes chunk,
            const std::function<void(uint8_t type, std::string_view payload)>& frame);

 private:
  size_t limit_;
  std::string waiting_;
  bool bad_ = false;
};

}  // namespace anc::rpc
