// Small text work that several modules share: numbers, durations, sizes, suggestions, quoting.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"

namespace anc::core {

/// The whole text as a decimal number in [low, high], else kUsage naming text and range.
Result<int64_t> parse_int(std::string_view text, int64_t low, int64_t high);
/// "250ms", "20s", "5m", "1h"; a bare number is seconds.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);
std::string format_duration(std::chrono::milliseconds value);
/// "4096", "64KiB", "4MiB", "2GiB" in bytes.
Result<uint64_t> parse_size(std::string_view text);
std::string format_size(uint64_t bytes);
/// "720x1280" as {720, 1280}, each 1..16384; also "720,1280" as Anbox wrote it.
Result<std::pair<int, int>> parse_extent(std::string_view text);

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
std::string join(std::span<const std::string> parts, std::string_view separator);
/// One word for a POSIX shell, quoted only where it must be.
std::string shell_quote(std::string_view word);

/// Well-formed UTF-8: no byte too few or too many, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

/// The nearest known word by edit distance, empty when none is near (more than a third differs).
std::string nearest(std::string_view word, std::span<const std::string> known);

/// UTC as RFC 3339 with milliseconds, "2026-11-23T14:16:05.250Z": when that moment of the monotonic
/// clock was, by the system's clock of now.
std::string rfc3339(std::chrono::steady_clock::time_point when);

/// UTC time now as RFC 3339 with seconds, "2026-11-23T14:16:05Z".
std::string now_rfc3339();

}  // namespace anc::core
