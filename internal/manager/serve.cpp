// Running the manager: see serve.h.
#include "internal/manager/serve.h"

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace anc::manager {
namespace {

Result<Fd> take_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
  if (::sigprocmask(SIG_BLOCK, &set, nullptr) != 0) return fail_errno(errno, "block signals");
  Fd fd(::signalfd(-1, &set, SFD_CLOEXEC));
  if (!fd) return fail_errno(errno, "make a signalfd");
  return fd;
}

Result<void> await_signal(const Fd& signals) {
  TRY(core::wait_readable(signals, -1));
  signalfd_siginfo info;
  if (::read(signals.get(), &info, sizeof info) < 0) return fail_errno(errno, "read a signal");
  return {};
}

}  // namespace

Result<void> serve(Options options, Fd handed_over, const std::function<void()>& listening) {
  const Fd signals = TRY(take_signals());
  const Fd stopped(::eventfd(0, EFD_CLOEXEC));
  if (!stopped) return fail_errno(errno, "make an eventfd");
  net::Loop loop;
  const auto server = TRY(Server::start(loop, std::move(options), std::move(handed_over)));
  loop.start();
  listening();
  TRY(await_signal(signals));
  loop.post([&] {
    server->stop_all([&] {
      const uint64_t one = 1;
      (void)!::write(stopped.get(), &one, sizeof one);
    });
  });
  for (;;) {
    pollfd waits[] = {{stopped.get(), POLLIN, 0}, {signals.get(), POLLIN, 0}};
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) return fail_errno(errno, "poll");
    if (waits[0].revents != 0) break;
    if (waits[1].revents == 0) continue;
    TRY(await_signal(signals));
    loop.post([&] { server->kill_all(); });
  }
  loop.stop();
  return {};
}

}  // namespace anc::manager
