// SPS and PPS for encoders in chips whose drivers leave these to us (ITU-T H.264, 7.3.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "internal/stream/picture.h"

namespace anc::stream {

inline constexpr uint32_t kFrameNumBits = 8, kPicOrderBits = 8;
inline constexpr int kInitialQp = 26;

/// level_idc that allows pictures of that size at that rate (table A-1).
uint8_t h264_level(Size size, uint32_t frames_per_second);

/// Both behind start codes, of a constrained baseline stream with one reference picture, the
/// colours said and nothing reordered.
std::vector<std::byte> h264_headers(Size size, uint32_t frames_per_second);

}  // namespace anc::stream
