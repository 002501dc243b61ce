// The hidden verb by which this module's helper processes start: `ancloud internal WHAT …`.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace anc::image {

inline constexpr const char* kInternalVerb = "internal";

/// Runs one of this module's helpers ("image-probe FD", "fuse …") and returns its exit code; empty
/// when `words` (what follows "internal") names none of them. Call early in main, before any
/// thread.
std::optional<int> run_internal(std::span<const std::string> words);

}  // namespace anc::image
