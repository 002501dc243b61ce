// Texture environments and texture objects: how a unit's texel changes a fragment's colour.
#pragma once

#include <array>
#include <cstdint>

#include "internal/fixed/values.h"

namespace anc::fixed {

/// Units that guests are told of; the ES 1.1 minimum is two.
inline constexpr uint32_t kTextureUnits = 4;

/// One function of GL_COMBINE, for RGB or for alpha: GL enums.
struct Combiner {
  uint32_t function;
  std::array<uint32_t, 3> source;
  std::array<uint32_t, 3> operand;
  float scale = 1;  ///< 1, 2 or 4
};

/// State of ES 1.1, 3.7.12, of one unit. Setters and getters return a GL error code, 0 for none.
struct TextureEnv {
  uint32_t mode;
  Vec4 color{};
  Combiner rgb, alpha;
  bool coord_replace = false;  ///< point sprites

  TextureEnv();
  /// `target` GL_TEXTURE_ENV or GL_POINT_SPRITE_OES.
  uint32_t set(uint32_t target, uint32_t name, const float* values);
  uint32_t get(uint32_t target, uint32_t name, Values& out) const;
};

/// What the pipeline needs to know of a 2D texture object beside its texels.
struct Texture {
  uint32_t format = 0;            ///< base format of level 0, a GL enum; 0: no image yet
  int32_t width = 0, height = 0;  ///< of level 0
  uint32_t levels = 0;            ///< bit n: level n has an image
  bool mipmapped = true;          ///< the minification filter wants all levels
  bool generate = false;          ///< GL_GENERATE_MIPMAP
  std::array<int32_t, 4> crop{};  ///< GL_TEXTURE_CROP_RECT_OES: u, v, width, height in texels

  void define(uint32_t level, uint32_t base_format, int32_t w, int32_t h);
  /// A texture with missing levels does not take part in drawing.
  bool complete() const;
};

/// GL_ALPHA .. GL_RGBA for an internal format of glTexImage2D or of a compressed image.
uint32_t base_format(uint32_t internal_format);

}  // namespace anc::fixed
