// Connections to a published port: see port_relay.h.
#include <algorithm>
#include <array>
#include <cerrno>
#include <functional>
#include <netinet/in.h>
#include <sys/socket.h>

#include "internal/container/port_relay.h"

namespace anc::container {
namespace {
constexpr size_t kBuffer = 64u << 10;
constexpr size_t kMost = 256;
constexpr std::chrono::milliseconds kPause{100};

bool passing(ssize_t n) { return n < 0 && (errno == EAGAIN || errno == EINTR); }
}  // namespace

/// One connection and its twin to the guest.
class TcpRelay::Connection {
 public:
  Connection(net::Loop& loop, Fd from, Fd to, std::function<void()> ended)
      : client_(loop, std::move(from)), guest_(loop, std::move(to)), ended_(std::move(ended)) {
    guest_.when_writable([this] { begin(); });
  }

 private:
  struct Direction {
    net::Watch* from = nullptr;
    net::Watch* to = nullptr;
    std::vector<std::byte> buffer = std::vector<std::byte>(kBuffer);
    size_t begin = 0, end = 0;
    bool done = false;
  };

  void begin() {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(guest_.fd(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return refuse();
    ways_[0].from = ways_[1].to = &client_;
    ways_[0].to = ways_[1].from = &guest_;
    for (Direction& way : ways_) wait_to_read(way);
  }

  /// As the guest refused us: with a reset, not with an orderly end.
  void refuse() {
    const linger at_once{1, 0};
    ::setsockopt(client_.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    end();
  }

  void wait_to_read(Direction& way) {
    way.from->when_readable([this, &way] { read(way); });
  }

  void read(Direction& way) {
    const ssize_t n = ::recv(way.from->fd(), way.buffer.data(), way.buffer.size(), 0);
    if (passing(n)) return wait_to_read(way);
    if (n < 0) return end();
    if (n == 0) {
      way.done = true;
      ::shutdown(way.to->fd(), SHUT_WR);
      if (ways_[0].done && ways_[1].done) end();
      return;
    }
    way.begin = 0;
    way.end = static_cast<size_t>(n);
    write(way);
  }

  void write(Direction& way) {
    while (way.begin < way.end) {
      const ssize_t n =
          ::send(way.to->fd(), way.buffer.data() + way.begin, way.end - way.begin, MSG_NOSIGNAL);
      if (passing(n)) return way.to->when_writable([this, &way] { write(way); });
      if (n < 0) return end();
      way.begin += static_cast<size_t>(n);
    }
    wait_to_read(way);
  }

  void end() {
    const auto ended = std::exchange(ended_, nullptr);
    if (ended) ended();  // destroys this
  }

  net::Watch client_, guest_;
  std::array<Direction, 2> ways_;
  std::function<void()> ended_;
};

TcpRelay::TcpRelay(net::Loop& loop, Fd listening, GuestPort guest)
    : loop_(loop), guest_(guest), listening_(loop, std::move(listening)), pause_(loop) {
  wait();
}

TcpRelay::~TcpRelay() = default;

void TcpRelay::wait() {
  if (waiting_ || connections_.size() >= kMost) return;
  waiting_ = true;
  listening_.when_readable([this] {
    waiting_ = false;
    take();
  });
}

void TcpRelay::take() {
  Fd client(::accept4(listening_.fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  Fd guest;
  if (client) guest = Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!guest) {  // nobody there any more, or no descriptor left
    if (errno == EAGAIN || errno == ECONNABORTED) return wait();
    return pause_.start(kPause, [this] { wait(); });
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(guest_.port);
  address.sin_addr.s_addr = htonl(guest_.address);
  // What becomes of it, SO_ERROR tells once it is writable.
  (void)::connect(guest.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const auto at = connections_.emplace(connections_.end());
  *at = std::make_unique<Connection>(loop_, std::move(client), std::move(guest), [this, at] {
    connections_.erase(at);
    wait();
  });
  wait();
}

}  // namespace anc::container
