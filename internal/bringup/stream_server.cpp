// Lives and pauses of the stream server: see stream_server.h.
#include "internal/bringup/stream_server.h"

#include <algorithm>
#include <cerrno>
#include <sys/timerfd.h>

namespace anc::bringup {
namespace {

Result<Fd> timer_after(std::chrono::milliseconds pause) {
  Fd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  if (!timer) return fail_errno(errno, "timerfd_create");
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(pause);
  const std::chrono::nanoseconds rest = pause - seconds;
  const itimerspec when{{}, {seconds.count(), rest.count()}};
  if (::timerfd_settime(timer.get(), 0, &when, nullptr) != 0)
    return fail_errno(errno, "set a timer");
  return timer;
}

}  // namespace

StreamServer::StreamServer(const state::Instance& instance, const Account& account,
                           StreamOptions options, SessionProcess::OnLine on_line)
    : instance_(instance),
      account_(account),
      options_(std::move(options)),
      on_line_(std::move(on_line)) {}

Result<StreamServer> StreamServer::start(const state::Instance& instance, const Account& account,
                                         StreamOptions options, SessionProcess::OnLine on_line) {
  StreamServer server(instance, account, std::move(options), std::move(on_line));
  TRY(server.spawn());
  return server;
}

Result<void> StreamServer::spawn() {
  process_ = TRY(SessionProcess::start_stream(instance_, account_, options_, on_line_));
  began_ = std::chrono::steady_clock::now();
  pause_.reset();
  return {};
}

Result<bool> StreamServer::reap() {
  const core::ExitStatus status = TRY(process_->reap());
  const auto lived = std::chrono::steady_clock::now() - began_;
  const auto pause = status.signal == 0 ? std::nullopt : policy_.after(status, false, lived);
  if (!pause) {
    TRY(process_->meaning_of(status));
    return false;
  }
  on_line_("the stream server of " + instance_.name() + " ended with " + status.text() +
           "; it starts again in " + std::to_string(pause->count() / 1000) + " s");
  process_.reset();
  pause_ = TRY(timer_after(*pause));
  std::replace(options_.flags.begin(), options_.flags.end(), std::string("--link"),
               std::string("--keep-link"));
  return true;
}

bool StreamServer::step() {
  const auto look = [&]() -> Result<bool> {
    if (process_) return reap();
    TRY(spawn());
    return true;
  };
  auto goes_on = look();
  if (!goes_on) end_ = fail(std::move(goes_on.error()));
  return goes_on.value_or(false);
}

Result<void> StreamServer::stop(std::chrono::milliseconds grace) {
  if (!process_) return {};
  return process_->stop(grace);
}

}  // namespace anc::bringup
