// Whole files: read with a limit, replaced atomically, directories made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

#include "internal/core/fd.h"

namespace anc::core {

/// The whole file as text; fails with EFBIG above `limit` bytes. Also for /proc and /sys files.
Result<std::string> read_file(const std::string& path, size_t limit = 16u << 20);
/// As read_file, but no file is no error.
Result<std::optional<std::string>> read_file_if_exists(const std::string& path,
                                                       size_t limit = 16u << 20);

/// Replaces `path` so that a reader, or a power cut, sees the old or the new content, never a mix:
/// temporary file in the same directory, write, fsync, rename, fsync of the directory.
Result<void> write_atomic(const std::string& path, std::string_view content, mode_t mode = 0644);
/// As write_atomic for readers, but a power cut may lose it: for what means nothing after a boot.
Result<void> write_whole(const std::string& path, std::string_view content, mode_t mode = 0644);
/// Writes into an existing file in one write(2): for /proc, /sys and sysctls.
Result<void> write_in_place(const std::string& path, std::string_view content);

/// mkdir -p; existing directories keep their mode and owner.
Result<void> make_dirs(const std::string& path, mode_t mode = 0755);
/// rm -rf that never crosses a mount point and never follows a symbolic link; no path is no error.
Result<void> remove_tree(const std::string& path);

bool exists(const std::string& path);
bool is_directory(const std::string& path);
Result<std::string> current_directory();
/// /proc/self/exe resolved: what a helper process re-executes.
Result<std::string> own_executable();

/// A directory under TMPDIR (or /tmp) that is removed with its contents at the end.
class TempDir {
 public:
  static Result<TempDir> make(const std::string& prefix);
  TempDir(TempDir&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TempDir& operator=(TempDir&&) = delete;
  ~TempDir();
  const std::string& path() const { return path_; }

 private:
  explicit TempDir(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace anc::core
