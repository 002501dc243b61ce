// A log that a guest can make grow, kept within bounds.
#pragma once

#include <string>
#include <sys/types.h>

#include "internal/core/fd.h"

namespace anc::core {

/// Largest size of a log of our own, in bytes.
inline constexpr off_t kLogLimit = 8 << 20;

/// Where the file has grown beyond `limit` bytes, cuts it to the whole lines of its last quarter,
/// in place, below a line that says so: its name and owner stay (a session may make no file beside
/// its log), and whoever has it open with O_APPEND goes on. `fd` is open for reading and appending.
/// False when there was nothing to cut. Lines written meanwhile by others may be lost.
Result<bool> cut_log(const Fd& fd, off_t limit = kLogLimit);

}  // namespace anc::core
