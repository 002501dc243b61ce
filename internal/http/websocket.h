// A connection that became a WebSocket (RFC 6455).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/bytes.h"

namespace anc::http {

/// Bytes that many connections may send at the same time.
using SharedBytes = std::shared_ptr<const std::vector<std::byte>>;

/// Net thread only. Messages go out in order; whoever holds one asks queued() and leaves out what
/// would be stale. Lives as long as the connection, and longer in the hands of whoever holds it:
/// after `closed` every call does nothing.
class WebSocket {
 public:
  struct Handlers {
    std::function<void(std::string_view)> text{};  ///< one whole message, checked UTF-8
    std::function<void(core::Bytes)> binary{};     ///< one whole message
    /// Once, however it ended; also after close().
    std::function<void(const std::string& why)> closed{};
  };

  virtual ~WebSocket() = default;
  virtual void send_text(std::string text) = 0;
  /// `head` and then `body` (may be empty) as one message; the body is not copied.
  virtual void send_binary(std::vector<std::byte> head, SharedBytes body = {}) = 0;
  /// Bytes that the system has not taken yet. Above Upgrade::most_queued the connection is cut.
  virtual size_t queued() const = 0;
  /// Says `code` (RFC 6455, 7.4) once all is written; the peer has some seconds to answer.
  virtual void close(uint16_t code, std::string_view reason) = 0;
};

}  // namespace anc::http
