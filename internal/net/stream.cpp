// Reading in chunks, writing from a bounded queue.
#include "internal/net/stream.h"

#include <array>
#include <cerrno>
#include <deque>
#include <sys/socket.h>
#include <utility>

#include "internal/core/error.h"
#include "internal/net/watch.h"

namespace anc::net {
namespace {
constexpr size_t kChunk = 16384;

std::string reason(int error) {
  const bool gone = error == ECONNRESET || error == EPIPE;  // it left with bytes unread
  return gone ? std::string(Stream::kPeerClosed) : core::errno_text(error);
}
}  // namespace

/// Shared with the handlers that wait, so that a callback may destroy the Stream around it.
struct Stream::State : std::enable_shared_from_this<State> {
  State(Loop& on, core::Fd fd, size_t limit, Handlers to)
      : watch(std::make_unique<Watch>(on, std::move(fd))),
        loop(on),
        queue_limit(limit),
        handlers(std::move(to)) {}

  void end(const std::string& why) {
    if (!watch) return;
    watch.reset();
    queue.clear();
    queued = 0;
    const auto closed = std::exchange(handlers, {}).closed;
    if (closed) closed(why);
  }

  void wait_to_read() {
    watch->when_readable([self = shared_from_this()] { self->read_some(); });
  }

  void read_some() {
    std::array<std::byte, kChunk> chunk;
    const ssize_t n = recv(watch->fd(), chunk.data(), chunk.size(), 0);
    if (n == 0) return end(std::string(kPeerClosed));
    if (n < 0 && errno != EAGAIN && errno != EINTR) return end(reason(errno));
    if (n > 0) {
      const auto data = handlers.data;  // survives an end() from within
      data(core::Bytes(chunk).first(static_cast<size_t>(n)));
    }
    if (watch) wait_to_read();
  }

  void push() {
    while (!queue.empty()) {
      const auto rest = core::Bytes(queue.front()).subspan(written);
      const ssize_t n = send(watch->fd(), rest.data(), rest.size(), MSG_NOSIGNAL);
      if (n < 0 && errno == EINTR) continue;
      if (n < 0 && errno == EAGAIN) return wait_to_write();
      if (n < 0) return end_later(reason(errno));
      written += static_cast<size_t>(n);
      queued -= static_cast<size_t>(n);
      if (written == queue.front().size()) {
        queue.pop_front();
        written = 0;
      }
    }
    if (closing) end_later("all was written");
  }

  void wait_to_write() {
    if (std::exchange(writing, true)) return;
    watch->when_writable([self = shared_from_this()] {
      self->writing = false;
      self->push();
      if (self->watch && !self->writing && self->handlers.drained) self->handlers.drained();
    });
  }

  /// From write(): a caller does not expect its own callback before the call returns.
  void end_later(std::string why) {
    loop.post([weak = weak_from_this(), why = std::move(why)] {
      if (const auto self = weak.lock()) self->end(why);
    });
  }

  std::unique_ptr<Watch> watch;  // empty once ended
  Loop& loop;
  const size_t queue_limit;
  Handlers handlers;
  std::deque<std::vector<std::byte>> queue;
  size_t written = 0;  // of queue.front()
  size_t queued = 0;
  bool writing = false;
  bool closing = false;
};

Stream::Stream(Loop& loop, core::Fd fd, size_t queue_limit, Handlers handlers)
    : state_(std::make_shared<State>(loop, std::move(fd), queue_limit, std::move(handlers))) {
  state_->wait_to_read();
}

Stream::~Stream() {
  state_->handlers = {};
  state_->watch.reset();
}

void Stream::write(std::vector<std::byte> message) {
  if (!state_->watch || state_->closing || message.empty()) return;
  if (state_->queued + message.size() > state_->queue_limit) {
    state_->closing = true;
    state_->end_later("the peer does not read: more than " + std::to_string(state_->queue_limit) +
                      " bytes wait for it");
    return;
  }
  state_->queued += message.size();
  state_->queue.push_back(std::move(message));
  if (!state_->writing) state_->push();
}

void Stream::close_when_written() {
  if (!state_->watch || std::exchange(state_->closing, true)) return;
  if (state_->queue.empty()) state_->end_later("all was written");
}

core::Fd Stream::release() {
  state_->handlers = {};
  core::Fd fd = state_->watch->release();
  state_->watch.reset();
  return fd;
}

size_t Stream::queued() const { return state_->queued; }

}  // namespace anc::net
