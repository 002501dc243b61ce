// Landlock: the files that this process may still reach (landlock(7)).
#pragma once

#include <span>
#include <string>

#include "internal/core/error.h"

namespace anc::confine {

/// Everything at and below a path.
struct PathRule {
  enum class Access {
    kRead,   ///< read and execute
    kUse,    ///< read and write what is there, ioctl: device nodes
    kWrite,  ///< all of it: make, remove, rename
  };
  std::string path;  ///< one that is not there is left out
  Access access = Access::kRead;
};

/// From now on for the calling thread and what it starts, threads too: call it before others run.
/// Sockets may be connected to wherever they lie, and descriptors that are open stay good. False
/// where the kernel has no Landlock, and nothing is restricted. Needs no_new_privs.
Result<bool> restrict_files(std::span<const PathRule> rules);

}  // namespace anc::confine
