// Guests behind sockets: see peer.h.
#include "internal/gles/peer.h"

#include <cerrno>
#include <sys/socket.h>

namespace anc::gles {

size_t SocketPeer::read(std::span<std::byte> room) {
  for (;;) {
    const ssize_t n = ::recv(fd_.get(), room.data(), room.size(), 0);
    if (n >= 0) return static_cast<size_t>(n);
    if (errno != EINTR) return 0;
  }
}

bool SocketPeer::write(core::Bytes data) { return core::write_all(fd_, data).has_value(); }

}  // namespace anc::gles
