// Terminals: see pty.h.
#include "internal/container/pty.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <iterator>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace anc::container {
namespace {

void copy_window_size(int from, int to) {
  winsize size{};
  if (::ioctl(from, TIOCGWINSZ, &size) == 0) (void)::ioctl(to, TIOCSWINSZ, &size);
}

Result<Fd> own_copy(int stream) {
  Fd copy(::fcntl(stream, F_DUPFD_CLOEXEC, 3));
  if (!copy) return fail_errno(errno, "duplicate a standard stream");
  return copy;
}

// One read, written whole; false at the end (a pty answers EIO when its last user has gone).
Result<bool> copy_some(const Fd& from, const Fd& to) {
  std::array<std::byte, 16384> buffer;
  const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return true;
  if (got <= 0) return false;
  TRY(core::write_all(to, std::span(buffer).first(static_cast<size_t>(got))));
  return true;
}

}  // namespace

Result<Pty> make_pty(int like) {
  Fd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0) {
    return fail_errno(errno, "make a terminal");
  }
  // Not by its name, which may mean another one in the caller's mount namespace.
  Fd slave(::ioctl(master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!slave) return fail_errno(errno, "open the terminal's other end");
  copy_window_size(like, master.get());
  return Pty{std::move(master), std::move(slave)};
}

Result<RawMode> RawMode::enter(int terminal) {
  termios saved{};
  if (::tcgetattr(terminal, &saved) != 0) return fail_errno(errno, "read the terminal's mode");
  termios raw = saved;
  ::cfmakeraw(&raw);
  if (::tcsetattr(terminal, TCSADRAIN, &raw) != 0) {
    return fail_errno(errno, "set the terminal's mode");
  }
  return RawMode(terminal, saved);
}

RawMode::~RawMode() {
  if (terminal_ >= 0) (void)::tcsetattr(terminal_, TCSADRAIN, &saved_);
}

Result<void> relay(const Fd& master, const Fd& child) {
  sigset_t window;
  sigemptyset(&window);
  sigaddset(&window, SIGWINCH);
  ::sigprocmask(SIG_BLOCK, &window, nullptr);
  const Fd resized(::signalfd(-1, &window, SFD_CLOEXEC | SFD_NONBLOCK));
  const Fd in = TRY(own_copy(STDIN_FILENO));
  const Fd out = TRY(own_copy(STDOUT_FILENO));
  bool typing = true;
  for (bool ended = false;;) {
    pollfd waits[] = {{master.get(), POLLIN, 0},
                      {typing ? in.get() : -1, POLLIN, 0},
                      {resized.get(), POLLIN, 0},
                      {ended ? -1 : child.get(), POLLIN, 0}};
    // After the command's end only what it has written already is waited for.
    const int ready = ::poll(waits, std::size(waits), ended ? 0 : -1);
    if (ready < 0 && errno != EINTR) return fail_errno(errno, "wait for the terminal");
    if (ready < 0) continue;
    if (waits[0].revents != 0 && !TRY(copy_some(master, out))) return {};
    if (ended && waits[0].revents == 0) return {};
    if (waits[1].revents != 0) typing = TRY(copy_some(in, master));
    if (waits[2].revents != 0) {
      signalfd_siginfo info;
      (void)!::read(resized.get(), &info, sizeof info);
      copy_window_size(STDIN_FILENO, master.get());
    }
    ended = ended || waits[3].revents != 0;
  }
}

}  // namespace anc::container
