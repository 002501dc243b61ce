// Conversions of values: see values.h.
#include "internal/fixed/values.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <GLES/gl.h>
#include <GLES/glext.h>

namespace anc::fixed {
namespace {

int32_t saturated(double value) {
  if (std::isnan(value)) return 0;
  constexpr double kLeast = std::numeric_limits<int32_t>::min();
  constexpr double kMost = std::numeric_limits<int32_t>::max();
  return static_cast<int32_t>(std::clamp(value, kLeast, kMost));
}

}  // namespace

void Values::set(std::span<const float> values, Kind of) {
  count = std::min(values.size(), value.size());
  std::copy_n(values.begin(), count, value.begin());
  kind = of;
}

int32_t to_integer(const Values& of, float value) {
  if (of.bits) return std::bit_cast<int32_t>(value);
  if (of.kind == Values::Kind::kNormalised) {
    return saturated(std::round(static_cast<double>(value) * 2147483647.0));
  }
  return saturated(std::round(static_cast<double>(value)));
}

int32_t to_fixed(float value) {
  return saturated(std::round(static_cast<double>(value) * 65536.0));
}

size_t parameter_count(uint32_t name) {
  switch (name) {
    case GL_AMBIENT:
    case GL_DIFFUSE:
    case GL_SPECULAR:
    case GL_EMISSION:
    case GL_AMBIENT_AND_DIFFUSE:
    case GL_POSITION:
    case GL_LIGHT_MODEL_AMBIENT:
    case GL_FOG_COLOR:
    case GL_TEXTURE_ENV_COLOR:
    case GL_TEXTURE_CROP_RECT_OES:
      return 4;
    case GL_SPOT_DIRECTION:
    case GL_POINT_DISTANCE_ATTENUATION:
      return 3;
    default:
      return 1;
  }
}

bool is_enum_parameter(uint32_t name) {
  switch (name) {
    case GL_FOG_MODE:
    case GL_LIGHT_MODEL_TWO_SIDE:
    case GL_TEXTURE_ENV_MODE:
    case GL_COMBINE_RGB:
    case GL_COMBINE_ALPHA:
    case GL_SRC0_RGB:
    case GL_SRC1_RGB:
    case GL_SRC2_RGB:
    case GL_SRC0_ALPHA:
    case GL_SRC1_ALPHA:
    case GL_SRC2_ALPHA:
    case GL_OPERAND0_RGB:
    case GL_OPERAND1_RGB:
    case GL_OPERAND2_RGB:
    case GL_OPERAND0_ALPHA:
    case GL_OPERAND1_ALPHA:
    case GL_OPERAND2_ALPHA:
    case GL_COORD_REPLACE_OES:
    case GL_TEXTURE_MIN_FILTER:
    case GL_TEXTURE_MAG_FILTER:
    case GL_TEXTURE_WRAP_S:
    case GL_TEXTURE_WRAP_T:
    case GL_GENERATE_MIPMAP:
    // The rectangle is in texels; fixed-point calls pass it as whole numbers (Mesa does so too).
    case GL_TEXTURE_CROP_RECT_OES:
      return true;
    default:
      return false;
  }
}

}  // namespace anc::fixed
