// Timers on the steady clock.
#include "internal/net/timer.h"

#include <cstdint>
#include <utility>

#include <boost/asio/steady_timer.hpp>

#include "internal/net/loop_impl.h"

namespace anc::net {

/// `round` tells a handler that was queued before a cancel that it is no longer wanted.
struct Timer::State {
  explicit State(boost::asio::io_context& context) : timer(context) {}
  boost::asio::steady_timer timer;
  uint64_t round = 0;
};

Timer::Timer(Loop& loop) : state_(std::make_shared<State>(loop.impl().context)) {}

Timer::~Timer() { cancel(); }

void Timer::start(std::chrono::milliseconds delay, std::function<void()> expired) {
  cancel();
  state_->timer.expires_after(delay);
  state_->timer.async_wait([self = state_, round = state_->round,
                            expired = std::move(expired)](const boost::system::error_code& error) {
    if (!error && round == self->round) expired();
  });
}

void Timer::cancel() {
  ++state_->round;
  state_->timer.cancel();
}

}  // namespace anc::net
