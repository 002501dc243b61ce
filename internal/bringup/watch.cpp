// The one poll of `run`: see watch.h.
#include "internal/bringup/watch.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <thread>
#include <unistd.h>

#include "internal/state/readiness.h"

namespace anc::bringup {
Watch::Watch(Fd signals, OnRung on_rung)
    : signals_(std::move(signals)), on_rung_(std::move(on_rung)), began_ms_(state::uptime_ms()) {}

Result<Watch> Watch::make(OnRung on_rung) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) return fail_errno(errno, "block signals");
  Fd fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return fail_errno(errno, "make a signalfd");
  return Watch(std::move(fd), std::move(on_rung));
}

void Watch::take_signals() {
  signalfd_siginfo info;
  while (::read(signals_.get(), &info, sizeof info) > 0) {
  }
}

void Watch::tell_rungs() {
  const auto rungs = state::read_rungs(*instance_);
  if (!rungs) return;  // told again at the next look
  size_t fresh = 0;
  for (const state::Reached& reached : *rungs) {
    if (reached.uptime_ms < began_ms_) continue;  // of an earlier run
    if (++fresh > told_) {
      on_rung_(reached.rung, std::chrono::milliseconds(reached.uptime_ms - began_ms_));
      told_ = fresh;
    }
  }
}

Result<Watch::Why> Watch::wait(SessionProcess& session, const Fd& supervisor,
                               std::optional<std::chrono::milliseconds> duration) {
  using Clock = std::chrono::steady_clock;
  const auto end = duration ? std::optional(Clock::now() + *duration) : std::nullopt;
  while (true) {
    tell_rungs();
    if (end && Clock::now() >= *end) return Why::kTimeUp;
    pollfd waits[] = {{signals_.get(), POLLIN, 0},
                      {supervisor.get(), POLLIN, 0},
                      {session.pidfd().get(), POLLIN, 0},
                      {session.output().get(), POLLIN, 0},
                      {stream_ != nullptr ? stream_->wake().get() : -1, POLLIN, 0},
                      {stream_ != nullptr ? stream_->output().get() : -1, POLLIN, 0}};
    // Rungs are lines in files of other processes: looked for often while the guest comes up.
    const bool complete = told_ >= std::size(state::kRungs);
    int patience = complete ? 1000 : 10;
    if (end) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now()).count();
      patience = static_cast<int>(std::clamp<int64_t>(left, 0, patience));
    }
    if (::poll(waits, std::size(waits), patience) < 0 && errno != EINTR)
      return fail_errno(errno, "poll");
    if (waits[3].revents != 0) session.take_output();
    if (waits[5].revents != 0) stream_->take_output();
    if (waits[0].revents != 0) {
      take_signals();
      return Why::kSignal;
    }
    if (waits[1].revents != 0) return Why::kContainerEnded;
    if (waits[2].revents != 0) return Why::kSessionEnded;
    if (waits[4].revents != 0 && !stream_->step()) return Why::kStreamEnded;
  }
}

Result<void> Watch::run_interruptibly(const std::function<Result<void>()>& work,
                                      const std::function<void()>& force) {
  Result<void> result;
  const Fd done(::eventfd(0, EFD_CLOEXEC));
  if (!done) return fail_errno(errno, "make an eventfd");
  std::thread worker([&] {
    result = work();
    const uint64_t one = 1;
    (void)!::write(done.get(), &one, sizeof one);
  });
  bool forced = false;
  while (true) {
    pollfd waits[] = {{done.get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
    if (::poll(waits, forced ? 1 : 2, -1) < 0 && errno != EINTR) break;
    if (waits[0].revents != 0) break;
    if (!forced && waits[1].revents != 0) {
      take_signals();
      forced = true;
      force();
    }
  }
  worker.join();
  return result;
}

}  // namespace anc::bringup
