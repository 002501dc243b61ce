// Loopback only: whoever reaches adbd commands the guest.
#include "internal/adb/tcp.h"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <utility>

namespace anc::adb {
namespace {
constexpr uint16_t kFirst = 5601, kLast = 5700;

Result<BoundPort> listen_on(uint16_t port) {
  core::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return fail_errno(errno, "make a TCP socket");
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd.get(), 4) != 0) {
    const Kind kind = errno == EADDRINUSE ? Kind::kBusy : Kind::kFailure;
    return fail_errno(errno, "listen on 127.0.0.1:" + std::to_string(port), kind);
  }
  return BoundPort{std::move(fd), port};
}
}  // namespace

Result<BoundPort> listen_loopback(uint16_t port) {
  if (port != 0) return listen_on(port);
  for (uint16_t candidate = kFirst; candidate < kLast; ++candidate) {
    auto bound = listen_on(candidate);
    if (bound || bound.error().kind() != Kind::kBusy) return bound;
  }
  return listen_on(kLast);
}

}  // namespace anc::adb
