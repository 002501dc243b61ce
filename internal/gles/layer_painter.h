// How layers become a picture: gles-wire.md 10.
#pragma once

#include <cstdint>

#include "internal/core/error.h"
#include "internal/gles/gl_api.h"
#include "internal/gles/reducer.h"
#include "internal/gles/scene.h"

namespace anc::gles {

/// On one thread, on which one context is current throughout.
class LayerPainter {
 public:
  explicit LayerPainter(const GlApi& gl) : gl_(gl), reducer_(gl) {}
  LayerPainter(const LayerPainter&) = delete;
  LayerPainter& operator=(const LayerPainter&) = delete;

  /// Once, before the first picture. False where the driver does not take our shaders.
  bool prepare();
  /// Draws a scene over black into `framebuffer`, of `width` x `height` pixels, which is left
  /// bound. What its alpha says afterwards means nothing: the picture is opaque.
  void paint(GLuint framebuffer, uint32_t width, uint32_t height, const Scene& scene);

 private:
  /// Whether a layer that replaces all now shows in `framebuffer`, without drawing.
  bool copy(const Layer& layer, GLuint framebuffer, uint32_t width, uint32_t height);
  void draw(const Layer& layer, GLuint picture, uint32_t width, uint32_t height);

  const GlApi& gl_;
  GLuint program_ = 0, opaque_program_ = 0;
  GLint alpha_location_ = -1;
  GLuint source_ = 0;  ///< framebuffer object to copy from
  Reducer reducer_;
};

}  // namespace anc::gles
