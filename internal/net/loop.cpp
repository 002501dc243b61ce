// The net thread and its io_context.
#include "internal/net/loop.h"

#include <chrono>
#include <pthread.h>
#include <utility>

#include <boost/asio/post.hpp>

#include "internal/core/error.h"
#include "internal/core/log.h"
#include "internal/net/loop_impl.h"

namespace anc::net {

Loop::Loop() : impl_(std::make_unique<Impl>()) {}

Loop::~Loop() { stop(); }

void Loop::start() {
  CHECK(!impl_->thread.joinable(), "a loop is started once");
  impl_->work.emplace(impl_->context.get_executor());
  impl_->thread = std::thread([impl = impl_.get()]() noexcept {
    pthread_setname_np(pthread_self(), "net");
    impl->context.run();
    impl->ended.set_value();
  });
}

void Loop::stop() {
  if (!impl_->thread.joinable()) return;
  CHECK(impl_->thread.get_id() != std::this_thread::get_id(), "the net thread cannot end itself");
  impl_->context.stop();
  const auto ended = impl_->ended.get_future();
  if (ended.wait_for(std::chrono::seconds(5)) != std::future_status::ready) {
    core::log_error("thread net has not ended after 5 s; waiting for it");
  }
  impl_->thread.join();
}

void Loop::post(std::function<void()> work) { boost::asio::post(impl_->context, std::move(work)); }

}  // namespace anc::net
