// A composed picture where the GPU has it, for consumers that can use it there: an encoder, a
// window of a compositor. Not tried on hardware yet, only with the driver of tests/fake_gl.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "internal/core/fd.h"
#include "internal/port/display.h"

namespace anc::port {

/// One whole display frame as a dma-buf of one plane. Its memory is not drawn into while anybody
/// holds the frame, and a few frames exist at once: a consumer that keeps them gets no more.
struct DmaBufFrame {
  uint64_t number = 0;  ///< as of Frame
  std::chrono::steady_clock::time_point posted_at{};
  std::chrono::steady_clock::time_point composed_at{};
  uint32_t width = 0;   ///< pixels
  uint32_t height = 0;  ///< pixels; the first row in memory is the top one
  Rotation rotation = Rotation::k0;
  uint64_t geometry = 0;
  core::Fd fd;          ///< owned by the frame; dup(2) it to keep the memory, not the picture
  uint32_t fourcc = 0;  ///< DRM_FORMAT_… of drm_fourcc.h; the picture is opaque whatever it says
  uint32_t stride = 0;  ///< bytes from row to row
  uint32_t offset = 0;  ///< bytes to the first row
  uint64_t modifier = 0;  ///< DRM_FORMAT_MOD_…
};

using DmaBufFramePtr = std::shared_ptr<const DmaBufFrame>;

/// Whoever wants them. Called on the composer's thread, when the GPU has finished the picture: take
/// the pointer and return at once.
class DmaBufSink {
 public:
  virtual ~DmaBufSink() = default;
  virtual void on_frame(const DmaBufFramePtr& frame) = 0;
};

}  // namespace anc::port
