// Ownership of a file descriptor, and the few calls every module makes on one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <sys/types.h>
#include <utility>

#include "internal/core/error.h"

namespace anc::core {

/// Owns one descriptor; move-only, closes at the end, never decays to int. -1 means none.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) {
      reset();
      fd_ = std::exchange(other.fd_, -1);
    }
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  /// Gives the descriptor away; the caller owns it now.
  int release() { return std::exchange(fd_, -1); }
  void reset();

 private:
  int fd_ = -1;
};

/// A pipe or socket pair, both ends O_CLOEXEC.
struct FdPair {
  Fd first;   ///< pipe: read end
  Fd second;  ///< pipe: write end
};

/// open(2) with O_CLOEXEC added; the error names the path.
Result<Fd> open_file(const std::string& path, int flags, mode_t mode = 0644);
Result<FdPair> make_pipe();
/// AF_UNIX SOCK_STREAM pair.
Result<FdPair> make_socket_pair();
Result<Fd> duplicate(const Fd& fd);

/// Writes everything, continuing after EINTR and short writes; sockets do not raise SIGPIPE.
Result<void> write_all(const Fd& fd, std::span<const std::byte> data);
Result<void> write_all(const Fd& fd, const std::string& text);
/// Reads exactly data.size() bytes; false at end of file before the first byte, an error in
/// between.
Result<bool> read_exactly(const Fd& fd, std::span<std::byte> data);
/// Reads until end of file or `limit` bytes, then fails with EFBIG.
Result<std::string> read_to_end(const Fd& fd, size_t limit);

/// Waits until `fd` is readable (or hung up); false when `timeout_ms` passed first (-1 waits
/// forever).
Result<bool> wait_readable(const Fd& fd, int timeout_ms);

/// A path as a `sockaddr_un` connection; fails where the path is longer than 107 bytes.
Result<Fd> connect_unix(const std::string& path);

}  // namespace anc::core

namespace anc {
using core::Fd;
}
