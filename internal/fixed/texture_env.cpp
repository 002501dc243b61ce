// Setting and asking texture environments: see texture_env.h.
#include "internal/fixed/texture_env.h"

#include <algorithm>
#include <initializer_list>

#include <GLES/gl.h>
#include <GLES/glext.h>

namespace anc::fixed {
namespace {

/// GL_TEXTURE0 .. GL_TEXTURE31: more names than any host has units.
constexpr uint32_t kMostUnits = 32;

bool one_of(uint32_t value, std::initializer_list<uint32_t> all) {
  return std::find(all.begin(), all.end(), value) != all.end();
}

bool is_function(uint32_t value, bool rgb) {
  return one_of(value,
                {GL_REPLACE, GL_MODULATE, GL_ADD, GL_ADD_SIGNED, GL_INTERPOLATE, GL_SUBTRACT}) ||
         (rgb && one_of(value, {GL_DOT3_RGB, GL_DOT3_RGBA}));
}

bool is_source(uint32_t value) {
  return one_of(value, {GL_TEXTURE, GL_CONSTANT, GL_PRIMARY_COLOR, GL_PREVIOUS}) ||
         value - GL_TEXTURE0 < kMostUnits;
}

bool is_operand(uint32_t value, bool rgb) {
  return one_of(value, {GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA}) ||
         (rgb && one_of(value, {GL_SRC_COLOR, GL_ONE_MINUS_SRC_COLOR}));
}

/// Where the enum of that name is kept; `rgb` says in which combiner. nullptr for other names.
template <class Env>
auto* combiner_enum(Env& env, uint32_t name, bool& rgb) {
  rgb = name == GL_COMBINE_RGB || name - GL_SRC0_RGB < 3 || name - GL_OPERAND0_RGB < 3;
  auto& combiner = rgb ? env.rgb : env.alpha;
  if (name == GL_COMBINE_RGB || name == GL_COMBINE_ALPHA) return &combiner.function;
  if (name - GL_SRC0_RGB < 3) return &combiner.source[name - GL_SRC0_RGB];
  if (name - GL_SRC0_ALPHA < 3) return &combiner.source[name - GL_SRC0_ALPHA];
  if (name - GL_OPERAND0_RGB < 3) return &combiner.operand[name - GL_OPERAND0_RGB];
  if (name - GL_OPERAND0_ALPHA < 3) return &combiner.operand[name - GL_OPERAND0_ALPHA];
  return static_cast<decltype(&combiner.function)>(nullptr);
}

bool is_combiner_value(uint32_t name, uint32_t value, bool rgb) {
  if (name == GL_COMBINE_RGB || name == GL_COMBINE_ALPHA) return is_function(value, rgb);
  if (name - GL_SRC0_RGB < 3 || name - GL_SRC0_ALPHA < 3) return is_source(value);
  return is_operand(value, rgb);
}

}  // namespace

TextureEnv::TextureEnv()
    : mode(GL_MODULATE),
      rgb{GL_MODULATE,
          {GL_TEXTURE, GL_PREVIOUS, GL_CONSTANT},
          {GL_SRC_COLOR, GL_SRC_COLOR, GL_SRC_ALPHA}},
      alpha{GL_MODULATE,
            {GL_TEXTURE, GL_PREVIOUS, GL_CONSTANT},
            {GL_SRC_ALPHA, GL_SRC_ALPHA, GL_SRC_ALPHA}} {}

uint32_t TextureEnv::set(uint32_t target, uint32_t name, const float* values) {
  if (target == GL_POINT_SPRITE_OES) {
    if (name != GL_COORD_REPLACE_OES) return GL_INVALID_ENUM;
    coord_replace = values[0] != 0;
    return GL_NO_ERROR;
  }
  if (target != GL_TEXTURE_ENV) return GL_INVALID_ENUM;
  if (name == GL_TEXTURE_ENV_COLOR) {
    for (size_t i = 0; i < 4; ++i) color[i] = std::clamp(values[i], 0.0F, 1.0F);
    return GL_NO_ERROR;
  }
  if (name == GL_RGB_SCALE || name == GL_ALPHA_SCALE) {
    if (values[0] != 1 && values[0] != 2 && values[0] != 4) return GL_INVALID_VALUE;
    (name == GL_RGB_SCALE ? rgb : alpha).scale = values[0];
    return GL_NO_ERROR;
  }
  if (!(values[0] >= 0 && values[0] <= 65535)) return GL_INVALID_ENUM;
  const auto value = static_cast<uint32_t>(values[0]);
  if (name == GL_TEXTURE_ENV_MODE) {
    if (!one_of(value, {GL_REPLACE, GL_MODULATE, GL_DECAL, GL_BLEND, GL_ADD, GL_COMBINE})) {
      return GL_INVALID_ENUM;
    }
    mode = value;
    return GL_NO_ERROR;
  }
  bool of_rgb = false;
  uint32_t* const kept = combiner_enum(*this, name, of_rgb);
  if (kept == nullptr || !is_combiner_value(name, value, of_rgb)) return GL_INVALID_ENUM;
  *kept = value;
  return GL_NO_ERROR;
}

uint32_t TextureEnv::get(uint32_t target, uint32_t name, Values& out) const {
  if (target == GL_POINT_SPRITE_OES && name == GL_COORD_REPLACE_OES) {
    out.set_bool(coord_replace);
    return GL_NO_ERROR;
  }
  if (target != GL_TEXTURE_ENV) return GL_INVALID_ENUM;
  bool of_rgb = false;
  if (name == GL_TEXTURE_ENV_COLOR) {
    out.set(color, Values::Kind::kNormalised);
  } else if (name == GL_RGB_SCALE || name == GL_ALPHA_SCALE) {
    out.set((name == GL_RGB_SCALE ? rgb : alpha).scale);
  } else if (name == GL_TEXTURE_ENV_MODE) {
    out.set_enum(mode);
  } else if (const uint32_t* kept = combiner_enum(*this, name, of_rgb); kept != nullptr) {
    out.set_enum(*kept);
  } else {
    return GL_INVALID_ENUM;
  }
  return GL_NO_ERROR;
}

void Texture::define(uint32_t level, uint32_t base_format_of_level, int32_t w, int32_t h) {
  if (level >= 32) return;
  levels |= 1U << level;
  if (level != 0) return;
  format = base_format_of_level;
  width = w;
  height = h;
}

bool Texture::complete() const {
  if ((levels & 1) == 0 || format == 0 || width <= 0 || height <= 0) return false;
  if (!mipmapped) return true;
  uint32_t wanted = 1;
  for (int32_t side = std::max(width, height); side > 1; side /= 2) wanted = wanted << 1U | 1U;
  return (levels & wanted) == wanted;
}

uint32_t base_format(uint32_t internal_format) {
  switch (internal_format) {
    case GL_ALPHA:
    case GL_LUMINANCE:
    case GL_LUMINANCE_ALPHA:
    case GL_RGB:
      return internal_format;
    case GL_ETC1_RGB8_OES:
    case GL_PALETTE4_RGB8_OES:
    case GL_PALETTE4_R5_G6_B5_OES:
    case GL_PALETTE8_RGB8_OES:
    case GL_PALETTE8_R5_G6_B5_OES:
    case GL_COMPRESSED_RGB_S3TC_DXT1_EXT:
      return GL_RGB;
    default:
      return GL_RGBA;
  }
}

}  // namespace anc::fixed
