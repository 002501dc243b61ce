// Cutting logs: see bounded_log.h.
#include "internal/core/bounded_log.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

namespace anc::core {
namespace {

Result<std::string> read_at(const Fd& fd, off_t from, off_t to) {
  std::string text(static_cast<size_t>(to - from), '\0');
  size_t have = 0;
  while (have < text.size()) {
    const ssize_t n =
        ::pread(fd.get(), text.data() + have, text.size() - have, from + static_cast<off_t>(have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno(errno, "read a log");
    if (n == 0) break;  // somebody else cut it
    have += static_cast<size_t>(n);
  }
  text.resize(have);
  return text;
}

}  // namespace

Result<bool> cut_log(const Fd& fd, off_t limit) {
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail_errno(errno, "look at a log");
  if (info.st_size <= limit) return false;
  std::string tail = TRY(read_at(fd, info.st_size - limit / 4, info.st_size));
  tail.erase(0, tail.find('\n') + 1);  // npos + 1 is 0: a single line is kept as it is
  if (::ftruncate(fd.get(), 0) != 0) return fail_errno(errno, "cut a log");
  TRY(write_all(fd, "(earlier lines were cut)\n" + tail));
  return true;
}

}  // namespace anc::core
