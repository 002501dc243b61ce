// Two directions, each either reading or writing.
#include "internal/adb/relay.h"

#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace anc::adb {
namespace {
bool passing(ssize_t n) { return n < 0 && (errno == EAGAIN || errno == EINTR); }
}  // namespace

Relay::Relay(std::unique_ptr<net::Watch> a, std::unique_ptr<net::Watch> b,
             std::function<void()> ended)
    : a_(std::move(a)), b_(std::move(b)), ended_(std::move(ended)) {
  ways_[0].from = ways_[1].to = a_.get();
  ways_[0].to = ways_[1].from = b_.get();
  for (Direction& way : ways_) {
    way.from->when_readable([this, &way] { read(way); });
  }
}

void Relay::read(Direction& way) {
  const ssize_t n = recv(way.from->fd(), way.buffer.data(), way.buffer.size(), 0);
  if (passing(n)) return way.from->when_readable([this, &way] { read(way); });
  if (n <= 0) {
    way.eof = true;
    Direction& other = &way == ways_.data() ? ways_[1] : ways_[0];
    // What the other direction still holds goes to the side that has ended its own: it may read.
    return other.begin == other.end || n < 0 ? end() : void();
  }
  way.begin = 0;
  way.end = static_cast<size_t>(n);
  write(way);
}

void Relay::write(Direction& way) {
  while (way.begin < way.end) {
    const ssize_t n =
        send(way.to->fd(), way.buffer.data() + way.begin, way.end - way.begin, MSG_NOSIGNAL);
    if (passing(n)) return way.to->when_writable([this, &way] { write(way); });
    if (n < 0) return end();
    way.begin += static_cast<size_t>(n);
  }
  const Direction& other = &way == ways_.data() ? ways_[1] : ways_[0];
  if (other.eof) return end();
  way.from->when_readable([this, &way] { read(way); });
}

void Relay::end() {
  const auto ended = std::exchange(ended_, nullptr);
  if (ended) ended();
}

}  // namespace anc::adb
