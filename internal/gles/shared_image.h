// A picture that every GL context of the renderer can reach: storage of surfaces and colour
// buffers.
#pragma once

#include <cstdint>
#include <memory>

#include "internal/gles/budget.h"
#include "internal/gles/helper_contexts.h"

namespace anc::gles {

/// Which row of a picture is the first in memory, which to GL is row 0 of the texture.
enum class Rows { kTopFirst, kBottomFirst };

/// A texture of the helpers' share group and an EGL image of it, by which contexts of guests attach
/// or bind the same storage. Lives as long as anything refers to it. Any thread.
class SharedImage {
 public:
  /// Zero-filled. `internal_format` is GL_RGBA8, GL_RGB8 or GL_RGB565. A picture without area gets
  /// a texture of one pixel. nullptr when budget or host have no memory for it.
  static std::shared_ptr<SharedImage> create(HelperContexts& helpers, Budget& budget,
                                             uint32_t width, uint32_t height,
                                             GLenum internal_format, Rows rows);
  ~SharedImage() { helpers_.bury(texture_, image_); }
  SharedImage(const SharedImage&) = delete;
  SharedImage& operator=(const SharedImage&) = delete;

  uint32_t width() const { return width_; }    ///< pixels
  uint32_t height() const { return height_; }  ///< pixels
  Rows rows() const { return rows_; }
  /// Name in the helpers' share group.
  GLuint texture() const { return texture_; }
  EGLImageKHR image() const { return image_; }

  /// Copies all of `from` in, right way up. On a helper's context; drawing into `from` must be
  /// finished. When it returns, every context sees the result.
  bool copy_from(const SharedImage& from);

 private:
  SharedImage(HelperContexts& helpers, Budget::Share share, uint32_t width, uint32_t height,
              Rows rows)
      : helpers_(helpers), share_(std::move(share)), width_(width), height_(height), rows_(rows) {}
  bool allocate(GLenum internal_format);

  HelperContexts& helpers_;
  const Budget::Share share_;
  const uint32_t width_, height_;
  const Rows rows_;
  GLuint texture_ = 0;
  EGLImageKHR image_ = EGL_NO_IMAGE_KHR;
};

}  // namespace anc::gles
