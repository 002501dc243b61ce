// Encoded pictures and sound on their way from a session to those who watch it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "internal/port/display.h"

namespace anc::port {

/// What browsers take: H.264 everywhere but in a Firefox without its plug-in, VP8 everywhere.
enum class Codec : uint8_t { kH264 = 1, kVp8 = 2 };

/// When a picture passed each stage. CLOCK_MONOTONIC, so that processes of one host compare.
struct Stages {
  std::chrono::steady_clock::time_point posted{};     ///< the guest said that it is complete
  std::chrono::steady_clock::time_point composed{};   ///< the driver was told to draw its layers
  std::chrono::steady_clock::time_point drawn{};      ///< it has: the picture exists
  std::chrono::steady_clock::time_point read_back{};  ///< its pixels are in memory
  std::chrono::steady_clock::time_point converted{};  ///< and in the encoder's colours
  std::chrono::steady_clock::time_point encoded{};
};

/// One encoded picture. Immutable once published; the last reader frees it.
struct EncodedVideo {
  Codec codec = Codec::kH264;
  bool key = false;                  ///< a viewer can begin here
  uint64_t frame = 0;                ///< number of the composed frame (Frame::number)
  uint64_t geometry = 0;             ///< version of the Display that it was composed for
  Rotation rotation = Rotation::k0;  ///< of that display; the picture is upright already
  uint32_t width = 0;                ///< pixels of the encoded picture, even
  uint32_t height = 0;               ///< pixels of the encoded picture, even
  Stages at;
  /// H.264: one access unit as in Annex B, SPS and PPS before each IDR picture. VP8: one frame.
  std::vector<std::byte> bytes;
};
using EncodedVideoPtr = std::shared_ptr<const EncodedVideo>;

/// 20 ms of sound.
struct EncodedSound {
  std::chrono::steady_clock::time_point captured_at{};  ///< its last sample left the guest
  uint64_t position = 0;                                ///< of its first sample, 48 kHz
  std::vector<std::byte> opus;                          ///< one packet, stereo
};
using EncodedSoundPtr = std::shared_ptr<const EncodedSound>;

}  // namespace anc::port
