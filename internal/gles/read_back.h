// How composed pictures get from GL to the processor's memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "internal/gles/frame_pool.h"
#include "internal/gles/gl_api.h"
#include "internal/port/frame.h"

namespace anc::gles {

/// Which of the two below; kAuto: by whether the processor draws.
enum class ReadBackWay { kAuto, kDirect, kBuffered };

/// Reads the framebuffer that is bound. One thread, on which one context is current throughout.
class ReadBack {
 public:
  virtual ~ReadBack() = default;

  /// Begins to read the bound framebuffer into a frame with the given stamps (number, times and
  /// geometry are taken from `stamps`; its pixels are not looked at). Needs `free() > 0`.
  virtual void start(const port::Frame& stamps) = 0;
  /// How many more reads can be begun before one must be taken.
  virtual size_t free() const = 0;
  /// Some read was begun and not taken.
  virtual bool pending() const = 0;
  /// The oldest read, if it is complete by now or within `patience`; null if not, or if the driver
  /// failed (then it is pending no more).
  virtual port::FramePtr take(std::chrono::nanoseconds patience) = 0;
  /// Gives back what is kept for later reads.
  virtual void rest() = 0;
};

/// Straight into the frame: one copy. Right where the processor draws, as the pixels are in its
/// memory already.
std::unique_ptr<ReadBack> direct_read_back(const GlApi& gl, std::shared_ptr<FramePool> pool);

/// By two pixel buffer objects: the driver copies while the next frame is drawn. Right for a GPU,
/// which a direct read would stop until it is idle.
std::unique_ptr<ReadBack> buffered_read_back(const GlApi& gl, std::shared_ptr<FramePool> pool);

}  // namespace anc::gles
