// The guest's sound as packets of Opus, for recordings and for viewers.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::stream {

inline constexpr uint32_t kOpusFrame = 960;  ///< samples of 48 kHz in a packet: 20 ms

/// Resamples from 44.1 to 48 kHz (SpeexDSP) and encodes in stereo (Opus). One thread.
class SoundEncoder {
 public:
  /// kGraphics, which stands for encoders too, where one cannot be made.
  static Result<std::unique_ptr<SoundEncoder>> open(uint32_t bits_per_second);
  SoundEncoder(const SoundEncoder&) = delete;
  SoundEncoder& operator=(const SoundEncoder&) = delete;
  ~SoundEncoder();

  /// Samples of 48 kHz before the first one of the sound.
  uint16_t pre_skip() const;
  /// Takes port::AudioChunk::pcm, whole frames, and appends the packets that are complete.
  Result<void> add(core::Bytes pcm, std::vector<std::vector<std::byte>>& packets);
  Result<void> add_silence(size_t frames, std::vector<std::vector<std::byte>>& packets);
  /// Fills the packet that has begun with silence.
  Result<void> flush(std::vector<std::vector<std::byte>>& packets);

 private:
  struct State;
  explicit SoundEncoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace anc::stream
