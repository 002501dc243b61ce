// Descriptor calls: see fd.h.
#include "internal/core/fd.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace anc::core {

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<Fd> open_file(const std::string& path, int flags, mode_t mode) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  if (fd < 0) return fail_errno(errno, "open " + path);
  return Fd(fd);
}

Result<FdPair> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno(errno, "make a pipe");
  return FdPair{Fd(ends[0]), Fd(ends[1])};
}

Result<FdPair> make_socket_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return fail_errno(errno, "make a socket pair");
  }
  return FdPair{Fd(ends[0]), Fd(ends[1])};
}

Result<Fd> duplicate(const Fd& fd) {
  const int copy = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3);
  if (copy < 0) return fail_errno(errno, "duplicate a descriptor");
  return Fd(copy);
}

Result<void> write_all(const Fd& fd, std::span<const std::byte> data) {
  while (!data.empty()) {
    ssize_t n = ::send(fd.get(), data.data(), data.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == ENOTSOCK) n = ::write(fd.get(), data.data(), data.size());
    if (n < 0) {
      if (errno == EINTR) continue;
      return fail_errno(errno, "write");
    }
    data = data.subspan(static_cast<size_t>(n));
  }
  return {};
}

Result<void> write_all(const Fd& fd, const std::string& text) {
  return write_all(fd, std::as_bytes(std::span(text)));
}

Result<bool> read_exactly(const Fd& fd, std::span<std::byte> data) {
  size_t done = 0;
  while (done < data.size()) {
    const ssize_t n = ::read(fd.get(), data.data() + done, data.size() - done);
    if (n < 0) {
      if (errno == EINTR) continue;
      return fail_errno(errno, "read");
    }
    if (n == 0) {
      if (done == 0) return false;
      return fail(Kind::kFailure, "read: the other side closed in the middle of a message");
    }
    done += static_cast<size_t>(n);
  }
  return true;
}

Result<std::string> read_to_end(const Fd& fd, size_t limit) {
  std::string text;
  char buffer[16384];
  for (;;) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0) {
      if (errno == EINTR) continue;
      return fail_errno(errno, "read");
    }
    if (n == 0) return text;
    if (text.size() + static_cast<size_t>(n) > limit) return fail_errno(EFBIG, "read");
    text.append(buffer, static_cast<size_t>(n));
  }
}

Result<bool> wait_readable(const Fd& fd, int timeout_ms) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
  for (;;) {
    int left = -1;
    if (timeout_ms >= 0) {
      const auto span = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      left = span.count() > 0 ? static_cast<int>(span.count()) : 0;
    }
    pollfd entry{fd.get(), POLLIN, 0};
    const int n = ::poll(&entry, 1, left);
    if (n > 0) return true;
    if (n == 0) return false;
    if (errno != EINTR) return fail_errno(errno, "poll");
  }
}

Result<Fd> connect_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return fail(Kind::kUsage, "connect to " + path + ": the path is longer than 107 bytes");
  }
  std::memcpy(address.sun_path, path.c_str(), path.size());
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return fail_errno(errno, "make a socket");
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return fail_errno(errno, "connect to " + path);
  }
  return fd;
}

}  // namespace anc::core
