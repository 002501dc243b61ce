// A colour buffer: the shareable 2D image in which guest processes exchange pictures.
#pragma once

#include <atomic>
#include <memory>

#include "internal/gles/budget.h"
#include "internal/gles/helper_contexts.h"
#include "internal/gles/pixels.h"

namespace anc::gles {

/// Stored as a texture of the helpers' share group, RGBA or RGB 8 bit, first row on top; other
/// contexts reach it as an EGL image. Lives as long as anything refers to it. Any thread; when a
/// call that writes returns, other contexts see the whole result.
class ColorBuffer {
 public:
  /// Zero-filled. `format` is GL_RGBA, GL_RGB, GL_RGB565, GL_RGB5_A1 or GL_RGBA4 (gles-wire.md 8,
  /// 10012). nullptr for another format or when budget or host have no memory for it.
  static std::shared_ptr<ColorBuffer> create(HelperContexts& helpers, Budget& budget,
                                             uint32_t width, uint32_t height, uint32_t format);
  ~ColorBuffer();
  ColorBuffer(const ColorBuffer&) = delete;
  ColorBuffer& operator=(const ColorBuffer&) = delete;

  uint32_t width() const { return width_; }
  uint32_t height() const { return height_; }
  /// Name in the helpers' share group.
  GLuint texture() const { return texture_; }
  EGLImageKHR image() const { return image_; }

  /// Copies a surface's contents in, flipped: GL's bottom row becomes the last one. False when the
  /// surface is current on another thread.
  bool copy_from(EGLSurface surface, int width, int height);
  /// Tight rows, first row on top. False, with nothing done, for a rectangle that is not inside,
  /// a format it does not know, or too little room or data.
  bool read(const PixelRect& rect, uint32_t format, uint32_t type, std::span<std::byte> out);
  bool update(const PixelRect& rect, uint32_t format, uint32_t type, core::Bytes in);

  /// Grows with each known change of the contents.
  uint64_t changes() const { return changes_.load(std::memory_order_acquire); }
  /// From now on a guest may draw into it without telling: every frame counts as changed.
  void draws_unseen() { unseen_.store(true, std::memory_order_release); }
  bool may_change_unseen() const { return unseen_.load(std::memory_order_acquire); }

 private:
  ColorBuffer(HelperContexts& helpers, Budget::Share share, uint32_t width, uint32_t height,
              bool alpha)
      : helpers_(helpers),
        share_(std::move(share)),
        width_(width),
        height_(height),
        alpha_(alpha) {}
  bool allocate();

  HelperContexts& helpers_;
  const Budget::Share share_;
  const uint32_t width_, height_;
  const bool alpha_;
  GLuint texture_ = 0;
  EGLImageKHR image_ = EGL_NO_IMAGE_KHR;
  std::atomic<uint64_t> changes_{1};
  std::atomic<bool> unseen_{false};
};

}  // namespace anc::gles
