// The guest's end of a connection, as the decoder sees it.
#pragma once

#include <cstddef>
#include <span>

#include "internal/core/bytes.h"
#include "internal/core/fd.h"

namespace anc::gles {

/// Where a connection's bytes come from and its answers go. One thread.
class Peer {
 public:
  virtual ~Peer() = default;
  /// Blocks until there are bytes, puts them at the start of `room` and returns how many; 0 at the
  /// end of the connection.
  virtual size_t read(std::span<std::byte> room) = 0;
  /// All of `data`; false when the guest is gone.
  virtual bool write(core::Bytes data) = 0;
};

/// The pipe's socket. Borrows a blocking descriptor, which others may shut down to end the
/// connection.
class SocketPeer final : public Peer {
 public:
  explicit SocketPeer(const core::Fd& fd) : fd_(fd) {}
  size_t read(std::span<std::byte> room) override;
  bool write(core::Bytes data) override;

 private:
  const core::Fd& fd_;
};

}  // namespace anc::gles
