// A program of the guest, run to its end for a verb that reads what it says.
#pragma once

#include <string>
#include <vector>

#include "cmd/ancloud/verb.h"
#include "internal/core/process.h"

namespace anc::cmd {

/// Runs `argv` in the container of `instance` as `ancloud shell` does (its argv[0] looked up on the
/// guest's PATH, no shell in between), by a child of its own: what it says, how it ended. Errors
/// are ancloud's own, such as kNotRunning and kPermission, and kFailure where the guest has no such
/// program. `input` may be empty.
Result<core::Output> run_in_guest(const Env& env, const std::string& instance,
                                  const std::vector<std::string>& argv,
                                  const core::NextInput& input = {});

/// The last words of a program, for an error: one line of at most 300 bytes, no control characters.
std::string last_words(const core::Output& output);

}  // namespace anc::cmd
