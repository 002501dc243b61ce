// Whole reports into a non-blocking socket: see client.h.
#include "internal/input/client.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace anc::input {
namespace {
// What the kernel keeps for a slow reader cannot be merged any more: a few frames of motion, not
// the seconds that fit by default.
constexpr int kSocketBuffer = 16384;
}  // namespace

Client::Client(net::Loop& loop, core::Fd fd, std::vector<std::byte> description,
               std::function<void(Client&)> closed)
    : watch_(loop, std::move(fd)), closed_(std::move(closed)), out_(std::move(description)) {
  setsockopt(watch_.fd(), SOL_SOCKET, SO_SNDBUF, &kSocketBuffer, sizeof kSocketBuffer);
  // A client that is gone already is noticed by the read.
  (void)flush();
  wait_to_read();
}

bool Client::send(const Report& report) { return queue_.push(report) && (waiting_ || flush()); }

/// Sends what waits, as far as the socket takes it; false when the guest has gone.
bool Client::flush() {
  while (true) {
    if (out_.empty()) {
      if (queue_.empty()) return true;
      out_ = encode(queue_.pop(), slot_);
      written_ = 0;
    }
    if (!push()) return false;
    if (waiting_) return true;
  }
}

bool Client::push() {
  const auto rest = std::span(out_).subspan(written_);
  const ssize_t n = ::send(watch_.fd(), rest.data(), rest.size(), MSG_NOSIGNAL);
  if (n < 0 && errno == EINTR) return true;
  if (n < 0 && errno != EAGAIN) return false;
  if (n < 0) {
    waiting_ = true;
    watch_.when_writable([this] {
      waiting_ = false;
      if (!flush()) end();
    });
    return true;
  }
  written_ += static_cast<size_t>(n);
  if (written_ == out_.size()) out_.clear();
  return true;
}

void Client::wait_to_read() {
  watch_.when_readable([this] {
    if (!drain()) return end();
    wait_to_read();
  });
}

/// Takes what the guest wrote; false at its end.
bool Client::drain() {
  std::array<std::byte, 4096> ignored;
  const ssize_t n = recv(watch_.fd(), ignored.data(), ignored.size(), 0);
  return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/// The callback destroys what it is stored in.
void Client::end() {
  const auto closed = closed_;
  closed(*this);
}

}  // namespace anc::input
