// The proof that this process, and nobody else, runs an instance.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

#include "internal/core/json.h"
#include "internal/core/lock.h"
#include "internal/state/instance.h"

namespace anc::state {

/// Holds `state/lock` of an instance. Running means that this lock is held; lease.json beside it
/// only explains to people who holds it. The descriptor can be handed to a child (flock survives).
class Lease {
 public:
  /// kBusy (exit 11) naming the holder when someone has it. `lock_path` for another lock than
  /// state/lock (session.lock, image.lock) with its facts in `lock_path` + ".json".
  static Result<Lease> take(const Instance& instance);
  static Result<Lease> take(const std::string& lock_path, const std::string& what);
  /// In the child that inherited descriptor `fd`.
  static Lease adopt(Fd fd, const std::string& lock_path);

  /// Writes who we are (pid, start time, boot id, version) with `more` fields added.
  Result<void> describe(const core::Json& more) const;
  const Fd& fd() const { return lock_.fd(); }

 private:
  Lease(core::FileLock lock, std::string path) : lock_(std::move(lock)), path_(std::move(path)) {}
  core::FileLock lock_;
  std::string path_;
};

/// Is the lock held now?
Result<bool> is_running(const Instance& instance);
/// Facts of the present or last holder; empty when never run or unreadable.
core::Json lease_facts(const std::string& lock_path);
std::string lock_path(const Instance& instance);

}  // namespace anc::state
