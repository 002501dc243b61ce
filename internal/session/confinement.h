// What a process that a guest or the network talks to may still do: files by Landlock, system calls
// by seccomp, no new privileges.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "internal/confine/landlock.h"
#include "internal/core/error.h"

namespace anc::session {

/// What beside the common a process needs.
struct Reach {
  std::vector<std::string> readable;  ///< directories or files; those that are not there do no harm
  std::vector<std::string> writable;
};

/// Files of any program with a GL driver, a sound server and a display: programs, libraries and
/// their settings to read, device nodes of GPUs and sound to use, the runtime directory of the user
/// to write; then `more`. Nothing of the user's home but settings of those libraries. `environment`
/// has the variables that name places of libraries ("LD_LIBRARY_PATH=…"). Pure.
std::vector<confine::PathRule> reachable_files(const std::vector<std::string>& environment,
                                               const std::string& executable, const Reach& more);

/// Confines this process for good; call it while it has one thread. Says in the log what holds: an
/// older kernel has no Landlock, and then system calls alone are held back. kHostRequirement where
/// seccomp itself is missing.
Result<void> confine_process(const Reach& more);

}  // namespace anc::session
