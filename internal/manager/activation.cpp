// Socket activation: see activation.h.
#include "internal/manager/activation.h"

#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internal/core/text.h"

namespace anc::manager {
namespace {

constexpr int kFirst = 3;  // SD_LISTEN_FDS_START

int64_t number(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return text == nullptr ? 0 : core::parse_int(text, 0, INT32_MAX).value_or(0);
}

int option(int fd, int which) {
  int value = -1;
  socklen_t size = sizeof value;
  return ::getsockopt(fd, SOL_SOCKET, which, &value, &size) == 0 ? value : -1;
}

}  // namespace

Result<Fd> socket_from_systemd() {
  if (number("LISTEN_PID") != ::getpid()) return Fd();
  const int64_t count = number("LISTEN_FDS");
  if (count == 0) return Fd();
  const bool fits = count == 1 && option(kFirst, SO_DOMAIN) == AF_UNIX &&
                    option(kFirst, SO_TYPE) == SOCK_STREAM && option(kFirst, SO_ACCEPTCONN) == 1;
  if (!fits) {
    return fail(Error(Kind::kUsage, "systemd handed over something else than one unix socket")
                    .hint("one ListenStream=PATH with Accept=no is needed"));
  }
  ::fcntl(kFirst, F_SETFD, FD_CLOEXEC);
  return Fd(kFirst);
}

}  // namespace anc::manager
