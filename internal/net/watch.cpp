// Readiness through Asio's epoll reactor.
#include "internal/net/watch.h"

#include <fcntl.h>
#include <utility>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "internal/net/loop_impl.h"

namespace anc::net {
namespace {
using Descriptor = boost::asio::posix::stream_descriptor;

void set_blocking(int fd, bool blocking) {
  const int flags = fcntl(fd, F_GETFL);
  CHECK(flags >= 0, "a watched descriptor is open");
  fcntl(fd, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}
}  // namespace

/// Kept alive by the handlers that wait; `live` says whether the owner is still there.
struct Watch::State {
  explicit State(boost::asio::io_context& context) : descriptor(context) {}

  static void wait(const std::shared_ptr<State>& self, Descriptor::wait_type what,
                   std::function<void()> ready) {
    self->descriptor.async_wait(
        what, [self, ready = std::move(ready)](const boost::system::error_code& error) {
          if (self->live && error != boost::asio::error::operation_aborted) ready();
        });
  }

  Descriptor descriptor;
  bool live = true;
};

Watch::Watch(Loop& loop, core::Fd fd) : state_(std::make_shared<State>(loop.impl().context)) {
  set_blocking(fd.get(), false);
  boost::system::error_code error;
  state_->descriptor.assign(fd.get(), error);
  CHECK(!error, "the descriptor is pollable: " + error.message());
  (void)fd.release();
}

Watch::~Watch() {
  state_->live = false;
  boost::system::error_code ignored;
  state_->descriptor.close(ignored);
}

void Watch::when_readable(std::function<void()> ready) {
  State::wait(state_, Descriptor::wait_read, std::move(ready));
}

void Watch::when_writable(std::function<void()> ready) {
  State::wait(state_, Descriptor::wait_write, std::move(ready));
}

int Watch::fd() const {
  return state_->descriptor.is_open() ? state_->descriptor.native_handle() : -1;
}

core::Fd Watch::release() {
  state_->live = false;
  if (!state_->descriptor.is_open()) return {};
  core::Fd fd(state_->descriptor.release());
  set_blocking(fd.get(), true);
  return fd;
}

}  // namespace anc::net
