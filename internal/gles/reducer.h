// Shrinks pictures much larger than the display before they are drawn on it.
#pragma once

#include <vector>

#include "internal/gles/gl_api.h"

namespace anc::gles {

/// How often a picture is halved: until less than twice the viewport in one direction.
int halvings(uint32_t width, uint32_t height, uint32_t viewport_width, uint32_t viewport_height);

/// Halves by a 2x2 box filter in linear light (gamma 2.2; gles-wire.md 10). Such pictures are rare:
/// its program is made at first use. One thread, on which one context is current throughout.
class Reducer {
 public:
  explicit Reducer(const GlApi& gl) : gl_(gl) {}

  /// A texture with the picture halved `times` times; good until `release`. `texture` itself for
  /// 0, or when the driver fails. Leaves framebuffer, viewport, program and texture changed, and
  /// blending off.
  GLuint reduce(GLuint texture, uint32_t width, uint32_t height, int times);
  /// Deletes what `reduce` has made.
  void release();

 private:
  GLuint halve(GLuint from, uint32_t width, uint32_t height);

  const GlApi& gl_;
  GLuint program_ = 0, framebuffer_ = 0;
  GLint texel_location_ = -1;
  std::vector<GLuint> made_;
};

}  // namespace anc::gles
