// What a supervisor tells its starter: one JSON line, "ready" or the error it ended with.
#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "internal/core/error.h"

namespace anc::container {

/// The container's init has been executed.
struct Ready {
  pid_t init_pid = 0;                 ///< in the host's pid namespace
  std::string address;                ///< empty without a network
  std::vector<std::string> warnings;  ///< what the guest has to do without
};

std::string encode(const Ready& ready);
std::string encode(const Error& error);

/// The value, or the supervisor's own error with kind, hint and log; kFailure for a line that
/// is neither.
Result<Ready> decode_message(std::string_view line);

}  // namespace anc::container
