// Locks between processes: flock on a file that is never deleted, released when its holder dies.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "internal/core/fd.h"

namespace anc::core {

/// A held lock. flock belongs to the open file, so a child that inherits `fd()` keeps it held.
class FileLock {
 public:
  enum class Mode { kShared, kExclusive };

  /// Opens (makes, 0644) `path` and takes the lock without waiting; empty when someone else has it.
  static Result<std::optional<FileLock>> try_take(const std::string& path, Mode mode);
  /// As try_take for an exclusive one, but waits for whoever has it now. kTimeout after `limit`.
  static Result<FileLock> take(const std::string& path, std::chrono::milliseconds limit);
  /// Is it held by anyone right now? False when there is no such file. Needs only read permission.
  static Result<bool> is_held(const std::string& path);
  /// Adopts a descriptor inherited from the parent, which holds the lock already.
  static FileLock adopt(Fd fd) { return FileLock(std::move(fd)); }

  const Fd& fd() const { return fd_; }

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

}  // namespace anc::core
