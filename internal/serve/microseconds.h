// Instants as peers are told them.
#pragma once

#include <chrono>
#include <cstdint>

namespace anc::serve {

/// Microseconds of the steady clock, which is the host's CLOCK_MONOTONIC.
inline uint64_t to_us(std::chrono::steady_clock::time_point at) {
  return static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(at.time_since_epoch()).count());
}

}  // namespace anc::serve
