// The container's init and its pidfd: see init_watch.h.
#include "internal/container/init_watch.h"

#include <cerrno>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/process.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

std::string proc(pid_t pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

bool same_program(pid_t one, pid_t other) {
  struct stat a {};
  struct stat b {};
  if (::stat(proc(one, "exe").c_str(), &a) != 0) return true;  // ended, or not set up yet
  if (::stat(proc(other, "exe").c_str(), &b) != 0) return true;
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

}  // namespace

std::optional<InitProcess> find_init(pid_t monitor) {
  const auto children =
      core::read_file(proc(monitor, "task/") + std::to_string(monitor) + "/children", 1u << 16);
  if (!children) return std::nullopt;
  const auto pid = core::parse_int(core::split(*children, ' ')[0], 1, 1 << 30);
  if (!pid) return std::nullopt;
  const auto child = static_cast<pid_t>(*pid);
  return InitProcess{child, !same_program(child, monitor)};
}

Result<Fd> open_pidfd(pid_t pid) {
  const long fd = ::syscall(SYS_pidfd_open, pid, 0);
  if (fd < 0) return fail_errno(errno, "follow process " + std::to_string(pid));
  return Fd(static_cast<int>(fd));
}

Result<Fd> open_pidfd(pid_t pid, uint64_t start_time) {
  Fd fd = TRY(open_pidfd(pid));
  if (TRY(core::process_start_time(pid)) != start_time) {
    return fail_errno(ESRCH, "follow process " + std::to_string(pid));
  }
  return fd;
}

Result<void> signal_pidfd(const Fd& pidfd, int number, int value) {
  siginfo_t info{};
  info.si_signo = number;
  info.si_code = SI_QUEUE;
  info.si_pid = ::getpid();
  info.si_uid = ::getuid();
  info.si_value.sival_int = value;
  if (::syscall(SYS_pidfd_send_signal, pidfd.get(), number, &info, 0) != 0) {
    return fail_errno(errno, "send signal " + std::to_string(number));
  }
  return {};
}

}  // namespace anc::container
