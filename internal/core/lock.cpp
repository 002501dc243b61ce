// Locks between processes: see lock.h.
#include "internal/core/lock.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>

namespace anc::core {

Result<std::optional<FileLock>> FileLock::try_take(const std::string& path, Mode mode) {
  Fd fd = TRY(open_file(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0644));
  const int how = (mode == Mode::kShared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  if (::flock(fd.get(), how) == 0) return std::optional<FileLock>(FileLock(std::move(fd)));
  if (errno == EWOULDBLOCK) return std::optional<FileLock>();
  return fail_errno(errno, "lock " + path);
}

Result<FileLock> FileLock::take(const std::string& path, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  for (;;) {
    auto lock = TRY(try_take(path, Mode::kExclusive));
    if (lock) return std::move(*lock);
    if (std::chrono::steady_clock::now() >= deadline) {
      return fail(Kind::kTimeout, path + " stays locked");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // flock has no timed wait
  }
}

Result<bool> FileLock::is_held(const std::string& path) {
  auto fd = open_file(path, O_RDONLY | O_NOFOLLOW);
  if (!fd) {
    if (fd.error().root_errno() == ENOENT || fd.error().root_errno() == ENOTDIR) return false;
    return fail(std::move(fd.error()));
  }
  // A shared try-lock for an instant: a starter that meets it retries (state::Instance::lock).
  if (::flock(fd->get(), LOCK_SH | LOCK_NB) == 0) return false;
  if (errno == EWOULDBLOCK) return true;
  return fail_errno(errno, "lock " + path);
}

}  // namespace anc::core
