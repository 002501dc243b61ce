// How hard a data channel tries.
#pragma once

#include <cstdint>

namespace anc::webrtc {

struct Reliability {
  enum class Limit { kNone, kRetransmits, kLifetime };
  bool ordered = true;
  Limit limit = Limit::kNone;
  uint32_t value = 0;  ///< of the limit: repeats, or milliseconds
};

}  // namespace anc::webrtc
