// A command inside a running container, as `docker exec` would run it.
#pragma once

#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/state/instance.h"

namespace anc::container {

/// Exit codes that are not the command's own.
inline constexpr int kExecFailed = 125;
inline constexpr int kNotExecutable = 126;
inline constexpr int kNotFound = 127;

struct ExecOptions {
  std::vector<std::string> argv;  ///< argv[0] is looked up on the guest's PATH; empty: a shell
  std::vector<std::string> env;   ///< "KEY=value" beside PATH, HOME, container, TERM
};

/// Runs it as the container's root, in all its namespaces and control groups, with our standard
/// streams; with a terminal of its own where stdin is one. Returns the command's exit code, 128 + n
/// for signal n, 126 and 127 as above (the reason goes to stderr). kNotRunning when the container
/// does not run, kPermission when not root. Single-threaded callers only.
Result<int> exec(const state::Instance& instance, const ExecOptions& options);

}  // namespace anc::container
