// qemud framing: four lower-case hexadecimal digits of length, then the body (anbox-host.md 3.2).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "internal/core/bytes.h"

namespace anc::pipe {

/// One frame, header and body together. `body` is 1 to 65535 bytes.
std::string qemud_frame(std::string_view body);

/// Puts frames together from chunks of any size.
class QemudReader {
 public:
  /// A body longer than `limit` makes the reader fail.
  explicit QemudReader(size_t limit) : limit_(limit) {}

  /// Calls `frame` for each complete body. False once the bytes are no frames: the connection has
  /// to be closed, nothing is read any more.
  bool feed(core::Bytes chunk, const std::function<void(std::string_view body)>& frame);

 private:
  const size_t limit_;
  std::string waiting_;
  bool bad_ = false;
};

}  // namespace anc::pipe
