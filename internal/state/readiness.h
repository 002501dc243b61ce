// The readiness ladder on disk: rungs with their times, one JSON line each (design.md 7).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"
#include "internal/state/instance.h"

namespace anc::state {

/// The rungs in the order in which a healthy start reaches them.
inline constexpr std::string_view kRungs[] = {"container", "init",   "pipe",
                                              "bridge",    "booted", "first_frame"};

/// A rung that was reached.
struct Reached {
  std::string rung;
  std::string at;         ///< RFC 3339
  int64_t ms = 0;         ///< since the writer began
  int64_t uptime_ms = 0;  ///< as uptime_ms() then: comparable between processes
};

/// Milliseconds since boot, those of suspension too (CLOCK_BOOTTIME).
int64_t uptime_ms();

/// Empties `path` (a ready file) at the start of its writer.
Result<void> clear_rungs(const std::string& path);
/// Appends one rung in a single write. A rung already there is not repeated by its one writer.
Result<void> append_rung(const std::string& path, std::string_view rung,
                         std::chrono::milliseconds since_start);
/// Rungs of one file; no file is an empty list, a torn last line is dropped.
Result<std::vector<Reached>> read_rungs(const std::string& path);
/// Rungs of the supervisor's and the session's file, in the order in which they were reached.
Result<std::vector<Reached>> read_rungs(const Instance& instance);

std::string supervisor_ready_path(const Instance& instance);  ///< state/ready
std::string session_ready_path(const Instance& instance);     ///< state/session/ready

}  // namespace anc::state
