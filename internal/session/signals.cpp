// Signals through a signalfd on the net thread.
#include "internal/session/signals.h"

#include <cerrno>
#include <pthread.h>
#include <sys/signalfd.h>
#include <unistd.h>
#include <utility>

namespace anc::session {
namespace {
sigset_t stopping_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, number);
  return set;
}

/// From now on the kernel's own action ends the process, whatever its threads are busy with.
void restore_default_actions() {
  const sigset_t set = stopping_signals();
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}
}  // namespace

Result<std::unique_ptr<Signals>> Signals::make(net::Loop& loop, std::function<void(int)> asked) {
  const sigset_t set = stopping_signals();
  const int error = pthread_sigmask(SIG_BLOCK, &set, nullptr);
  if (error != 0) return fail_errno(error, "block signals");
  core::Fd fd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd) return fail_errno(errno, "make a signalfd");
  return std::unique_ptr<Signals>(new Signals(loop, std::move(fd), std::move(asked)));
}

Signals::Signals(net::Loop& loop, core::Fd fd, std::function<void(int)> asked)
    : watch_(loop, std::move(fd)), asked_(std::move(asked)) {
  watch_.when_readable([this] { on_readable(); });
}

void Signals::on_readable() {
  signalfd_siginfo info{};
  if (read(watch_.fd(), &info, sizeof(info)) != sizeof(info)) {
    return watch_.when_readable([this] { on_readable(); });
  }
  restore_default_actions();
  asked_(static_cast<int>(info.ssi_signo));
}

}  // namespace anc::session
