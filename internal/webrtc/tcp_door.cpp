// Connections that carry packets: read into frames, written whole or not at all.
#include "internal/webrtc/tcp_door.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <deque>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

#include "internal/net/timer.h"
#include "internal/net/watch.h"
#include "internal/webrtc/tcp_framing.h"

namespace anc::webrtc {
namespace {
constexpr int kBacklog = 128;
constexpr int kKernelBuffer = 128 * 1024;  // bytes; what lies there is late already
constexpr size_t kQueue = 1024 * 1024;     // bytes of ours: a key picture fits
constexpr size_t kCongested = 64 * 1024;   // above it a new picture is not begun
constexpr size_t kReadAtOnce = 16 * 1024;
constexpr int kRounds = 8;
}  // namespace

struct TcpDoor::Connection {
  Connection(net::Loop& loop, core::Fd fd, Route at)
      : route(std::move(at)), watch(loop, std::move(fd)), patience(loop) {}
  const Route route;
  net::Watch watch;
  net::Timer patience;
  FrameReader reader;
  std::deque<std::vector<std::byte>> queue;
  size_t written = 0;  // of queue.front()
  size_t queued = 0;
  bool writing = false;  // waits for the socket
  bool dropped = false;
};

TcpDoor::TcpDoor(net::Loop& loop, Options options, Handlers handlers)
    : loop_(loop), options_(options), handlers_(std::move(handlers)) {}

TcpDoor::~TcpDoor() {
  for (auto& [number, connection] : connections_) connection->dropped = true;
}

Result<void> TcpDoor::listen(const Address& at) {
  const int family = at.is_v4() ? AF_INET : AF_INET6;
  core::Fd fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return fail_errno(errno, "make a TCP socket", Kind::kNetwork);
  const int on = 1, off = 0;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  if (family == AF_INET6) setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
  sockaddr_storage name;
  const socklen_t size = at.to(name, family);
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&name), size) != 0 ||
      ::listen(fd.get(), kBacklog) != 0) {
    return fail_errno(errno, "listen on TCP " + at.text(),
                      errno == EADDRINUSE ? Kind::kBusy : Kind::kNetwork);
  }
  listener_ = net::Listener::adopt(
      loop_, std::move(fd), [this](core::Fd got, const net::Peer&) { adopt(std::move(got)); });
  return {};
}

Route TcpDoor::add(core::Fd fd, const Address& remote, const Address& local, bool connected) {
  const int on = 1;
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDBUF, &kKernelBuffer, sizeof(kKernelBuffer));
  const Route route{++numbers_, remote, local};
  const auto made = std::make_shared<Connection>(loop_, std::move(fd), route);
  connections_.emplace(route.connection, made);
  made->patience.start(options_.patience, [this, n = route.connection] {
    log_.warning("webrtc: a TCP connection has not shown whose it is; it is closed");
    drop(n);
  });
  made->writing = !connected;
  if (connected) {
    made->watch.when_readable([this, n = route.connection] { read(n); });
    return route;
  }
  made->watch.when_writable([this, n = route.connection] {
    const auto at = connections_.find(n);
    if (at == connections_.end()) return;
    at->second->writing = false;
    at->second->watch.when_readable([this, n] { read(n); });
    push(n);
  });
  return route;
}

void TcpDoor::adopt(core::Fd fd) {
  sockaddr_storage name;
  socklen_t size = sizeof(name);
  if (getpeername(fd.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) return;
  const Address remote = Address::from(name);
  size = sizeof(name);
  if (getsockname(fd.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) return;
  Address local = Address::from(name);
  local.port = 0;
  const auto same = std::ranges::count_if(
      connections_, [&](const auto& entry) { return entry.second->route.remote.ip == remote.ip; });
  if (connections_.size() >= options_.connections ||
      static_cast<size_t>(same) * 4 >= options_.connections) {
    return log_.warning("webrtc: too many TCP connections; one of " + remote.ip_text() +
                        " is refused");
  }
  add(std::move(fd), remote, local, true);
}

Result<Route> TcpDoor::connect(const Address& to) {
  if (connections_.size() >= options_.connections) {
    return fail(Kind::kCapacity, "too many TCP connections");
  }
  const int family = to.is_v4() ? AF_INET : AF_INET6;
  core::Fd fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return fail_errno(errno, "make a TCP socket", Kind::kNetwork);
  sockaddr_storage name;
  const socklen_t size = to.to(name, family);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&name), size) != 0 &&
      errno != EINPROGRESS) {
    return fail_errno(errno, "connect to TCP " + to.text(), Kind::kNetwork);
  }
  return add(std::move(fd), to, {}, false);
}

TcpDoor::Connection* TcpDoor::find(const Route& route) const {
  const auto at = connections_.find(route.connection);
  return at == connections_.end() ? nullptr : at->second.get();
}

void TcpDoor::read(uint64_t number) {
  const auto found = connections_.find(number);
  if (found == connections_.end()) return;
  const std::shared_ptr<Connection> connection = found->second;  // a packet may end it
  for (int round = 0; round < kRounds; ++round) {
    std::array<std::byte, kReadAtOnce> piece;
    const ssize_t n = recv(connection->watch.fd(), piece.data(), piece.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) break;
    const bool good =
        n > 0 && connection->reader.feed(core::Bytes(piece).first(static_cast<size_t>(n)),
                                         [&](core::Bytes packet) {
                                           handlers_.packet(packet, connection->route);
                                           return !connection->dropped;
                                         });
    if (connection->dropped) return;
    if (!good) return drop(number);
    if (static_cast<size_t>(n) < piece.size()) break;
  }
  connection->watch.when_readable([this, number] { read(number); });
}

void TcpDoor::drop(uint64_t number) {
  const auto at = connections_.find(number);
  if (at == connections_.end()) return;
  const std::shared_ptr<Connection> connection = at->second;
  connection->dropped = true;
  connections_.erase(at);
  handlers_.broken(connection->route);
}

bool TcpDoor::send(const Route& to, core::Bytes packet) {
  Connection* connection = find(to);
  if (connection == nullptr || packet.size() > FrameReader::kMaxFrame ||
      connection->queued + packet.size() > kQueue) {
    return false;
  }
  core::ByteWriter frame;
  frame.u16be(static_cast<uint16_t>(packet.size())).bytes(packet);
  connection->queued += frame.size();
  connection->queue.push_back(frame.take());
  if (!connection->writing) push(to.connection);
  return true;
}

/// A connection that fails here is told by read(), not from within send().
void TcpDoor::push(uint64_t number) {
  const auto at = connections_.find(number);
  if (at == connections_.end()) return;
  Connection& connection = *at->second;
  while (!connection.queue.empty()) {
    const core::Bytes rest = core::Bytes(connection.queue.front()).subspan(connection.written);
    const ssize_t n = ::send(connection.watch.fd(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      connection.writing = true;
      if (errno != EAGAIN) return;
      return connection.watch.when_writable([this, number] {
        const auto found = connections_.find(number);
        if (found == connections_.end()) return;
        found->second->writing = false;
        push(number);
      });
    }
    connection.written += static_cast<size_t>(n);
    connection.queued -= static_cast<size_t>(n);
    if (connection.written < connection.queue.front().size()) continue;
    connection.queue.pop_front();
    connection.written = 0;
  }
}

bool TcpDoor::congested(const Route& route) const {
  const Connection* connection = find(route);
  return connection == nullptr || connection->queued > kCongested;
}

void TcpDoor::keep(const Route& route) {
  if (Connection* connection = find(route)) connection->patience.cancel();
}

void TcpDoor::close(const Route& route) {
  const auto at = connections_.find(route.connection);
  if (at == connections_.end()) return;
  at->second->dropped = true;
  connections_.erase(at);
}

}  // namespace anc::webrtc
