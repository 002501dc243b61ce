// A connection that reads chunks and writes whole messages.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/fd.h"
#include "internal/net/loop.h"

namespace anc::net {

/// Net thread only. Messages are never torn or interleaved; a peer that does not read is cut off
/// once more than `queue_limit` bytes wait for it. Each callback may destroy the Stream, but
/// for the one that says otherwise.
class Stream {
 public:
  /// What `closed` says of an ordinary end.
  static constexpr std::string_view kPeerClosed = "the peer closed the connection";

  struct Handlers {
    /// Bytes as they arrived, valid during the call.
    std::function<void(core::Bytes)> data;
    /// Called at most once, when the peer or a failure ended the connection; not after close().
    std::function<void(const std::string& why)> closed;
    /// The peer has taken all that had to wait for it. May write more, must not destroy the Stream.
    std::function<void()> drained{};
  };

  /// Takes over a connected socket and begins to read.
  Stream(Loop& loop, core::Fd fd, size_t queue_limit, Handlers handlers);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();  ///< closes without a callback; messages not yet written are lost

  /// Queues one message behind the others; bytes go out at once where the socket takes them.
  void write(std::vector<std::byte> message);
  /// Ends the connection once all queued messages are written; `closed` is called then.
  void close_when_written();

  /// Gives the descriptor away, blocking; neither callback comes any more. Nothing may be queued.
  core::Fd release();

  size_t queued() const;  ///< bytes that wait to be written

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace anc::net
