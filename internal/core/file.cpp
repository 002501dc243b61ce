// Whole files: see file.h.
#include "internal/core/file.h"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace anc::core {
namespace {

std::string parent_of(const std::string& path) {
  const size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<void> sync_directory(const std::string& path) {
  const Fd fd = TRY(open_file(path, O_RDONLY | O_DIRECTORY));
  // Some file systems cannot sync a directory and say EINVAL: the rename still holds there.
  if (::fsync(fd.get()) != 0 && errno != EINVAL) return fail_errno(errno, "sync " + path);
  return {};
}

// Removes what is inside the directory `fd` refers to, staying on device `device`.
Result<void> empty_directory(Fd fd, dev_t device, const std::string& path) {
  std::unique_ptr<DIR, int (*)(DIR*)> dir(::fdopendir(fd.get()), ::closedir);
  if (!dir) return fail_errno(errno, "list " + path);
  const int at = fd.release();  // closed by closedir
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(dir.get());  // NOLINT(concurrency-mt-unsafe): own DIR
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    const std::string inner = path + "/" + name;
    if (::unlinkat(at, name.c_str(), 0) == 0) continue;
    if (errno != EISDIR && errno != EPERM) return fail_errno(errno, "remove " + inner);
    Fd child(::openat(at, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!child) return fail_errno(errno, "remove " + inner);
    struct stat info {};
    if (::fstat(child.get(), &info) != 0) return fail_errno(errno, "stat " + inner);
    if (info.st_dev != device) return fail_errno(EBUSY, "remove " + inner + ": it is a mount");
    TRY(empty_directory(std::move(child), device, inner));
    if (::unlinkat(at, name.c_str(), AT_REMOVEDIR) != 0) {
      return fail_errno(errno, "remove " + inner);
    }
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path, size_t limit) {
  const Fd fd = TRY(open_file(path, O_RDONLY));
  return TRY(read_to_end(fd, limit), path);
}

Result<std::optional<std::string>> read_file_if_exists(const std::string& path, size_t limit) {
  auto text = read_file(path, limit);
  if (text) return std::optional<std::string>(std::move(*text));
  const int code = text.error().root_errno();
  if (code == ENOENT || code == ENOTDIR) return std::optional<std::string>();
  return fail(std::move(text.error()));
}

namespace {

// Puts `temporary` in the place of `path` without waiting for the disk: a rename over a file makes
// ext4 and btrfs write the new content out first (auto_da_alloc), an exchange does not.
int exchange(const std::string& temporary, const std::string& path) {
  if (::renameat2(AT_FDCWD, temporary.c_str(), AT_FDCWD, path.c_str(), RENAME_EXCHANGE) == 0) {
    return ::unlink(temporary.c_str());
  }
  // Nothing to exchange with yet, or a file system that cannot.
  return ::rename(temporary.c_str(), path.c_str());
}

Result<void> replace(const std::string& path, std::string_view content, mode_t mode, bool sync) {
  const std::string temporary = path + ".new." + std::to_string(::getpid());
  {
    const Fd fd = TRY(open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode));
    auto written = write_all(fd, std::as_bytes(std::span(content)));
    if (written && ::fchmod(fd.get(), mode) != 0) written = fail_errno(errno, "chmod");
    if (written && sync && ::fsync(fd.get()) != 0) written = fail_errno(errno, "sync");
    if (!written) {
      (void)::unlink(temporary.c_str());
      return fail(std::move(written.error()).context(temporary));
    }
  }
  const int placed = sync ? ::rename(temporary.c_str(), path.c_str()) : exchange(temporary, path);
  if (placed != 0) {
    const int code = errno;
    (void)::unlink(temporary.c_str());
    return fail_errno(code, "replace " + path);
  }
  return sync ? sync_directory(parent_of(path)) : Result<void>();
}

}  // namespace

Result<void> write_atomic(const std::string& path, std::string_view content, mode_t mode) {
  return replace(path, content, mode, true);
}

Result<void> write_whole(const std::string& path, std::string_view content, mode_t mode) {
  return replace(path, content, mode, false);
}

Result<void> write_in_place(const std::string& path, std::string_view content) {
  const Fd fd = TRY(open_file(path, O_WRONLY));
  const ssize_t n = ::write(fd.get(), content.data(), content.size());
  if (n < 0) return fail_errno(errno, "write " + path);
  if (static_cast<size_t>(n) != content.size()) return fail(Kind::kFailure, "short write " + path);
  return {};
}

Result<void> make_dirs(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0) return {};
  if (errno == EEXIST) {
    // ENOTCONN: the root of a FUSE mount whose server died, which its owner detaches later.
    if (is_directory(path) || errno == ENOTCONN) return {};
    return fail_errno(ENOTDIR, "make directory " + path);
  }
  if (errno != ENOENT) return fail_errno(errno, "make directory " + path);
  TRY(make_dirs(parent_of(path), mode));
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) {
    return fail_errno(errno, "make directory " + path);
  }
  return {};
}

Result<void> remove_tree(const std::string& path) {
  if (::unlink(path.c_str()) == 0) return {};
  if (errno == ENOENT) return {};
  if (errno != EISDIR && errno != EPERM) return fail_errno(errno, "remove " + path);
  Fd fd = TRY(open_file(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return fail_errno(errno, "stat " + path);
  TRY(empty_directory(std::move(fd), info.st_dev, path));
  if (::rmdir(path.c_str()) != 0) return fail_errno(errno, "remove " + path);
  return {};
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Result<std::string> current_directory() {
  char buffer[PATH_MAX];
  if (::getcwd(buffer, sizeof buffer) == nullptr) return fail_errno(errno, "find where we are");
  return std::string(buffer);
}

Result<std::string> own_executable() {
  char buffer[PATH_MAX];
  const ssize_t n = ::readlink("/proc/self/exe", buffer, sizeof buffer);
  if (n < 0) return fail_errno(errno, "read /proc/self/exe");
  return std::string(buffer, static_cast<size_t>(n));
}

Result<TempDir> TempDir::make(const std::string& prefix) {
  const char* base = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::string pattern = std::string(base != nullptr ? base : "/tmp") + "/" + prefix + "XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) return fail_errno(errno, "make directory " + pattern);
  return TempDir(pattern);
}

TempDir::~TempDir() {
  if (!path_.empty()) (void)remove_tree(path_);
}

}  // namespace anc::core
