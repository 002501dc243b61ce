// Which guest process is behind a connection, and whether it still runs.
#pragma once

#include <map>
#include <sys/types.h>

#include "internal/core/fd.h"
#include "internal/core/guarded.h"

namespace anc::gles {

/// Remembers a pidfd per process, so that a reused pid is not taken for the one that died.
/// Any thread.
class Owners {
 public:
  /// The process at the other end of a unix socket; 0, one owner for all, where the kernel cannot
  /// tell (another pid namespace).
  int64_t identify(const core::Fd& connection);
  /// Forgets processes that have ended.
  void sweep();
  /// False for a process that was swept, and for owners without a process.
  bool alive(int64_t owner) const;

 private:
  struct Process {
    pid_t pid;
    core::Fd pidfd;
  };
  struct Table {
    int64_t last = 0;
    std::map<int64_t, Process> processes;
  };
  core::Guarded<Table> table_;
};

}  // namespace anc::gles
