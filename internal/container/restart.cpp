// Restart policy: see restart.h.
#include "internal/container/restart.h"

#include <algorithm>

namespace anc::container {
namespace {

constexpr std::chrono::seconds kFirst{1}, kLongest{60}, kHealthy{60};

}  // namespace

std::optional<std::chrono::milliseconds> RestartPolicy::after(
    const core::ExitStatus& end, bool stopped, std::chrono::steady_clock::duration lived) {
  if (stopped || when_ == Restart::kNo) return std::nullopt;
  if (when_ == Restart::kOnFailure && end.ok()) return std::nullopt;
  if (lived >= kHealthy) in_a_row_ = 0;
  if (in_a_row_ == kMostInARow) return std::nullopt;
  const auto delay = std::min(kFirst * (1 << in_a_row_), kLongest);
  ++in_a_row_;
  return delay;
}

}  // namespace anc::container
