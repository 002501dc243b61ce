// Composed pictures as dma-bufs (EGL_MESA_image_dma_buf_export).
#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <vector>

#include "internal/gles/egl_display.h"
#include "internal/port/dma_buf.h"
#include "internal/port/frame.h"

namespace anc::gles {

/// Hands on pictures of their own, three of them, since the composer goes on drawing into its
/// target while a consumer looks. Used on one thread, on which one context is current throughout,
/// except where noted.
class DmaBufExport {
 public:
  DmaBufExport(const EglDisplay& display, uint32_t width, uint32_t height)
      : display_(display), gl_(display.gl()), width_(width), height_(height) {}
  DmaBufExport(const DmaBufExport&) = delete;
  DmaBufExport& operator=(const DmaBufExport&) = delete;

  /// Whether the driver offers it.
  static bool offered(const EglDisplay& display);

  /// Called for each frame composed from now on, until `remove_sink` has returned. Any thread.
  void add_sink(port::DmaBufSink& sink);
  void remove_sink(port::DmaBufSink& sink);
  bool has_sinks() const;

  /// Copies `framebuffer`, waits until the GPU has done so and gives the copy to the sinks, if
  /// there are any. Number, times and geometry are those of `stamps`. The frame is left out while
  /// consumers hold all pictures, or when the driver refuses. Leaves `framebuffer` bound.
  void hand_on(GLuint framebuffer, const port::Frame& stamps);
  /// Pictures are of this size from now on.
  void resize(uint32_t width, uint32_t height);
  /// Frees all pictures; frames that consumers hold keep their memory.
  void rest();

 private:
  struct Picture {
    GLuint texture = 0, framebuffer = 0;
    EGLImageKHR image = EGL_NO_IMAGE_KHR;
    std::weak_ptr<const port::DmaBufFrame> given;
  };
  port::DmaBufFramePtr copy(GLuint framebuffer, const port::Frame& stamps);
  bool allocate(Picture& picture);
  void free(Picture& picture);
  std::shared_ptr<port::DmaBufFrame> describe(const Picture& picture) const;

  const EglDisplay& display_;
  const GlApi& gl_;
  uint32_t width_, height_;
  std::array<Picture, 3> pictures_;
  mutable std::mutex sinks_mutex_;
  std::vector<port::DmaBufSink*> sinks_;
};

}  // namespace anc::gles
