// Fragmented MP4 (ISO/IEC 14496-12, -15; Opus in ISOBMFF 0.6.8): bytes only, no file.
//
// A header once, then fragments: each is complete in itself, so a file that was cut off plays to
// its last whole fragment. One track of H.264 and, on wish, one of Opus.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/stream/picture.h"

namespace anc::stream {

inline constexpr uint32_t kVideoTimescale = 90000;
inline constexpr uint32_t kSoundTimescale = 48000;

struct VideoTrack {
  Size size;
  std::vector<std::byte> sps, pps;  ///< NAL units without start codes; the SPS of 4 bytes or more
};
struct SoundTrack {
  uint16_t pre_skip = 0;  ///< samples of 48 kHz that the encoder put before the sound
};

struct Sample {
  std::vector<std::byte> data;  ///< an access unit with_lengths(), or a packet of Opus
  uint32_t duration = 0;        ///< in the track's timescale
  bool key = true;
};

/// Samples of one track that follow one another.
struct Run {
  uint64_t begin = 0;  ///< of the first, in the track's timescale, from the start of the file
  std::vector<Sample> samples;
};

/// ftyp and moov.
std::vector<std::byte> mp4_header(const VideoTrack& video, const std::optional<SoundTrack>& sound);

/// moof and mdat. `number` counts from 1. A track whose run is empty is left out; not both.
std::vector<std::byte> mp4_fragment(uint32_t number, const Run& video, const Run& sound);

}  // namespace anc::stream
