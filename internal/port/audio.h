// The guest's sound, as it travels from the audio socket to recorder and stream.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

namespace anc::port {

/// A piece of what the guest plays. Immutable once published; the last reader frees it.
struct AudioChunk {
  std::chrono::steady_clock::time_point captured_at{};  ///< its last byte was taken from the guest
  /// Signed 16 bit little endian, 44100 Hz, two interleaved channels; whole frames of 4 bytes.
  std::vector<std::byte> pcm;
};

using AudioChunkPtr = std::shared_ptr<const AudioChunk>;

/// Whoever wants the sound. Called on the net thread: take the pointer and return at once.
class AudioConsumer {
 public:
  virtual ~AudioConsumer() = default;
  virtual void on_audio(const AudioChunkPtr& chunk) = 0;
};

}  // namespace anc::port
