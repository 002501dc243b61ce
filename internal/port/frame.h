// A composed picture, as it travels from the composer to window, screenshot and stream.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "internal/port/display.h"

namespace anc::port {

/// Which frame, without its picture.
struct FrameStamp {
  uint64_t number = 0;                                ///< of Frame; 0 before the first
  std::chrono::steady_clock::time_point posted_at{};  ///< of Frame
};

/// One whole display frame. Immutable once published; the last reader frees it.
struct Frame {
  uint64_t number = 0;                                   ///< counts composed frames from 1
  std::chrono::steady_clock::time_point posted_at{};     ///< the guest said that it is complete
  std::chrono::steady_clock::time_point composed_at{};   ///< the driver was told to draw its layers
  std::chrono::steady_clock::time_point drawn_at{};      ///< it has, and what they show: it exists
  std::chrono::steady_clock::time_point read_back_at{};  ///< its pixels are in memory
  uint32_t width = 0;                                    ///< pixels
  uint32_t height = 0;                                   ///< pixels
  Rotation rotation = Rotation::k0;  ///< to be turned by so much to be seen; the pixels are not
  uint64_t geometry = 0;             ///< version of the Display that it was composed for
  /// RGBA 8 bit, width * height * 4 bytes, top row first, tight rows. The picture is opaque,
  /// whatever the fourth byte says.
  std::vector<std::byte> pixels;
};

using FramePtr = std::shared_ptr<const Frame>;

/// Whoever wants frames. Called on the composer's thread: take the pointer and return at once.
class FrameSink {
 public:
  virtual ~FrameSink() = default;
  virtual void on_frame(const FramePtr& frame) = 0;
};

}  // namespace anc::port
