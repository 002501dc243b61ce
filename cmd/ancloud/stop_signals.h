// What ends a verb that would go on for ever: Ctrl-C, or the end of its time.
#pragma once

#include <chrono>
#include <optional>

#include "internal/core/fd.h"

namespace anc::cmd {

/// SIGINT and SIGTERM, blocked from now on, as something to poll. For a verb that writes a file: a
/// limit on files becomes an error of the write, as a full disk is.
Result<core::Fd> stop_signals();

/// Until `socket` can be read; without `until` for ever. False when it is time to stop.
Result<bool> wait_for_more(const core::Fd& socket, const core::Fd& stop,
                           const std::optional<std::chrono::steady_clock::time_point>& until);

}  // namespace anc::cmd
