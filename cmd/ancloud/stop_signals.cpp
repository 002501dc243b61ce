// A signalfd beside the socket.
#include "cmd/ancloud/stop_signals.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace anc::cmd {

Result<core::Fd> stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM}) sigaddset(&signals, number);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGXFSZ, SIG_IGN);
  core::Fd fd(::signalfd(-1, &signals, SFD_CLOEXEC));
  if (!fd) return fail_errno(errno, "make a signalfd");
  return fd;
}

Result<bool> wait_for_more(const core::Fd& socket, const core::Fd& stop,
                           const std::optional<std::chrono::steady_clock::time_point>& until) {
  for (;;) {
    int left = -1;
    if (until) {
      const auto time = *until - std::chrono::steady_clock::now();
      const auto ms = std::chrono::ceil<std::chrono::milliseconds>(time).count();
      left = static_cast<int>(std::clamp<int64_t>(ms, 0, INT32_MAX));
    }
    pollfd events[] = {{stop.get(), POLLIN, 0}, {socket.get(), POLLIN, 0}};
    const int ready = ::poll(events, 2, left);
    if (ready < 0 && errno != EINTR) return fail_errno(errno, "poll");
    if (ready == 0) return false;
    if (events[0].revents != 0) {
      signalfd_siginfo taken{};  // so that a second one is another one
      (void)!::read(stop.get(), &taken, sizeof taken);
      return false;
    }
    if (events[1].revents != 0) return true;
  }
}

}  // namespace anc::cmd
