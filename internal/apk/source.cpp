// Reading at a place.
#include "internal/apk/source.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace anc::apk {
namespace {
Result<void> check(uint64_t offset, size_t count, uint64_t size) {
  if (offset <= size && count <= size - offset) return {};
  return fail(Kind::kImage, "it refers to bytes behind its end: it is cut or damaged");
}
}  // namespace

Result<FileSource> FileSource::open(const std::string& path) {
  // Not blocking on a pipe that nobody writes.
  core::Fd fd = TRY(core::open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail_errno(errno, "stat " + path);
  if (!S_ISREG(info.st_mode)) return fail(Kind::kUsage, path + " is not a regular file");
  return FileSource(std::move(fd), static_cast<uint64_t>(info.st_size));
}

Result<std::vector<std::byte>> FileSource::read(uint64_t offset, size_t count) const {
  TRY(check(offset, count, size_));
  std::vector<std::byte> bytes(count);
  for (size_t done = 0; done < count;) {
    const ssize_t n =
        ::pread(fd_.get(), bytes.data() + done, count - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno != EINTR) return fail_errno(errno, "read");
    if (n == 0) return fail(Kind::kImage, "it became shorter while it was read");
    if (n > 0) done += static_cast<size_t>(n);
  }
  return bytes;
}

Result<std::vector<std::byte>> MemorySource::read(uint64_t offset, size_t count) const {
  TRY(check(offset, count, bytes_.size()));
  const core::Bytes piece = bytes_.subspan(offset, count);
  return std::vector<std::byte>(piece.begin(), piece.end());
}

}  // namespace anc::apk
