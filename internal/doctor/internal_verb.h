// The hidden verb by which a probe's process starts: `ancloud internal doctor-probe …`.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace anc::doctor {

/// Runs `doctor-probe FD NAME QUESTION` and ends the process; 2 for bad arguments, empty when
/// `words` (what follows "internal") is another verb. Call early in main, before any thread.
std::optional<int> run_internal(std::span<const std::string> words);

}  // namespace anc::doctor
