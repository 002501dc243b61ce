// The hidden verb by which this module's helper process starts: `ancloud internal WHAT …`.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace anc::gles {

/// What a program that calls driver_probe.h must find as its first argument before it calls
/// run_internal with the others.
inline constexpr const char* kInternalVerb = "internal";

/// Runs `gl-probe FD FIRST first|facts|all` and ends the process; 2 for bad arguments, empty when
/// `words` (what follows "internal") is another verb. Call early in main, before any thread.
std::optional<int> run_internal(std::span<const std::string> words);

}  // namespace anc::gles
