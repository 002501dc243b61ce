// The little that files and networks must know of a stream of H.264 (ITU-T H.264, Annex B).
#pragma once

#include <vector>

#include "internal/core/bytes.h"

namespace anc::stream {

/// What a NAL unit is: its low five bits (H.264, table 7-1).
enum class NalType : uint8_t { kSlice = 1, kIdrSlice = 5, kSps = 7, kPps = 8 };

/// Never of an empty one.
inline NalType nal_type(core::Bytes nal) {
  return static_cast<NalType>(std::to_integer<uint8_t>(nal[0]) & 31);
}

/// The units between the start codes, without them and without the zeros before them; none is
/// empty. Borrowed.
std::vector<core::Bytes> nal_units(core::Bytes annex_b);

/// The same with a length of four bytes before each, as MP4 has them, and without SPS and PPS,
/// which stand in the file's header.
std::vector<std::byte> with_lengths(core::Bytes annex_b);

}  // namespace anc::stream
