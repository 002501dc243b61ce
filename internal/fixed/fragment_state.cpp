// Setting fog, alpha test and points: see fragment_state.h.
#include "internal/fixed/fragment_state.h"

#include <algorithm>

#include <GLES/gl.h>

namespace anc::fixed {

Fog::Fog() : mode(GL_EXP) {}

uint32_t Fog::set(uint32_t name, const float* values) {
  switch (name) {
    case GL_FOG_MODE: {
      if (!(values[0] >= 0 && values[0] <= 65535)) return GL_INVALID_ENUM;
      const auto wanted = static_cast<uint32_t>(values[0]);
      if (wanted != GL_LINEAR && wanted != GL_EXP && wanted != GL_EXP2) return GL_INVALID_ENUM;
      mode = wanted;
      break;
    }
    case GL_FOG_DENSITY:
      if (!(values[0] >= 0)) return GL_INVALID_VALUE;
      density = values[0];
      break;
    case GL_FOG_START:
      start = values[0];
      break;
    case GL_FOG_END:
      end = values[0];
      break;
    case GL_FOG_COLOR:
      for (size_t i = 0; i < 4; ++i) color[i] = std::clamp(values[i], 0.0F, 1.0F);
      break;
    default:
      return GL_INVALID_ENUM;
  }
  return GL_NO_ERROR;
}

AlphaTest::AlphaTest() : function(GL_ALWAYS) {}

uint32_t AlphaTest::set(uint32_t wanted, float ref) {
  if (wanted < GL_NEVER || wanted > GL_ALWAYS) return GL_INVALID_ENUM;
  function = wanted;
  reference = std::clamp(ref, 0.0F, 1.0F);
  return GL_NO_ERROR;
}

uint32_t Points::set(uint32_t name, const float* values) {
  if (name == GL_POINT_DISTANCE_ATTENUATION) {
    attenuation = {values[0], values[1], values[2]};
    return GL_NO_ERROR;
  }
  if (name != GL_POINT_SIZE_MIN && name != GL_POINT_SIZE_MAX &&
      name != GL_POINT_FADE_THRESHOLD_SIZE) {
    return GL_INVALID_ENUM;
  }
  if (!(values[0] >= 0)) return GL_INVALID_VALUE;
  (name == GL_POINT_SIZE_MIN   ? least
   : name == GL_POINT_SIZE_MAX ? most
                               : fade_threshold) = values[0];
  return GL_NO_ERROR;
}

uint32_t Points::set_size(float wanted) {
  if (!(wanted > 0)) return GL_INVALID_VALUE;
  size = wanted;
  return GL_NO_ERROR;
}

}  // namespace anc::fixed
