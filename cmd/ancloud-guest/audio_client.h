// The guest's side of anbox_audio: Android's audio HAL.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "internal/core/fd.h"

namespace anc::guest {

/// Opens a playback stream: the hello byte 0, and its echo as approval.
/// Source: Anbox android/audio/audio_hw.cpp.
Result<Fd> open_playback(const std::string& path);

/// `frames` frames of a sine from frame number `first` on, 44100 Hz, both channels alike, signed
/// 16 bit little endian, at a quarter of full scale.
std::vector<std::byte> sine(double hertz, uint64_t first, size_t frames);
/// A whole short tone of `frames` frames that grows and fades over `edge` frames at its ends.
std::vector<std::byte> soft_sine(double hertz, size_t frames, size_t edge);

}  // namespace anc::guest
