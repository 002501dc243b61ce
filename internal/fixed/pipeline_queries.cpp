// Asking the pipeline's state, ES 1.1 chapter 6: see pipeline.h.
#include <GLES/gl.h>
#include <GLES/glext.h>

#include "internal/fixed/pipeline.h"

namespace anc::fixed {
namespace {

constexpr auto kNormalised = Values::Kind::kNormalised;

struct ArrayQuery {
  uint32_t name, array, what;
};
constexpr uint32_t kSize = 0, kType = 1, kStride = 2, kBuffer = 3;
constexpr ArrayQuery kArrayQueries[] = {
    {GL_VERTEX_ARRAY_SIZE, GL_VERTEX_ARRAY, kSize},
    {GL_VERTEX_ARRAY_TYPE, GL_VERTEX_ARRAY, kType},
    {GL_VERTEX_ARRAY_STRIDE, GL_VERTEX_ARRAY, kStride},
    {GL_VERTEX_ARRAY_BUFFER_BINDING, GL_VERTEX_ARRAY, kBuffer},
    {GL_NORMAL_ARRAY_TYPE, GL_NORMAL_ARRAY, kType},
    {GL_NORMAL_ARRAY_STRIDE, GL_NORMAL_ARRAY, kStride},
    {GL_NORMAL_ARRAY_BUFFER_BINDING, GL_NORMAL_ARRAY, kBuffer},
    {GL_COLOR_ARRAY_SIZE, GL_COLOR_ARRAY, kSize},
    {GL_COLOR_ARRAY_TYPE, GL_COLOR_ARRAY, kType},
    {GL_COLOR_ARRAY_STRIDE, GL_COLOR_ARRAY, kStride},
    {GL_COLOR_ARRAY_BUFFER_BINDING, GL_COLOR_ARRAY, kBuffer},
    {GL_TEXTURE_COORD_ARRAY_SIZE, GL_TEXTURE_COORD_ARRAY, kSize},
    {GL_TEXTURE_COORD_ARRAY_TYPE, GL_TEXTURE_COORD_ARRAY, kType},
    {GL_TEXTURE_COORD_ARRAY_STRIDE, GL_TEXTURE_COORD_ARRAY, kStride},
    {GL_TEXTURE_COORD_ARRAY_BUFFER_BINDING, GL_TEXTURE_COORD_ARRAY, kBuffer},
    {GL_POINT_SIZE_ARRAY_TYPE_OES, GL_POINT_SIZE_ARRAY_OES, kType},
    {GL_POINT_SIZE_ARRAY_STRIDE_OES, GL_POINT_SIZE_ARRAY_OES, kStride},
    {GL_POINT_SIZE_ARRAY_BUFFER_BINDING_OES, GL_POINT_SIZE_ARRAY_OES, kBuffer},
};

/// The names of OES_matrix_get.
bool is_bits(uint32_t name) {
  return name == GL_MODELVIEW_MATRIX_FLOAT_AS_INT_BITS_OES ||
         name == GL_PROJECTION_MATRIX_FLOAT_AS_INT_BITS_OES ||
         name == GL_TEXTURE_MATRIX_FLOAT_AS_INT_BITS_OES;
}

}  // namespace

bool Pipeline::get(uint32_t name, Values& out) const {
  if (const auto on = is_enabled(name)) {
    out.set_bool(*on);
    return true;
  }
  return get_matrices(name, out) || get_current(name, out) || get_fragment(name, out) ||
         get_array(name, out) || get_limit(name, out);
}

bool Pipeline::get_matrices(uint32_t name, Values& out) const {
  const MatrixStack& texture = units_[active_unit_].matrices;
  out.bits = is_bits(name);
  switch (name) {
    case GL_MATRIX_MODE:
      out.set_enum(matrix_mode_);
      return true;
    case GL_MODELVIEW_MATRIX:
    case GL_MODELVIEW_MATRIX_FLOAT_AS_INT_BITS_OES:
      out.set(modelview_.top().m);
      return true;
    case GL_PROJECTION_MATRIX:
    case GL_PROJECTION_MATRIX_FLOAT_AS_INT_BITS_OES:
      out.set(projection_.top().m);
      return true;
    case GL_TEXTURE_MATRIX:
    case GL_TEXTURE_MATRIX_FLOAT_AS_INT_BITS_OES:
      out.set(texture.top().m);
      return true;
    case GL_MODELVIEW_STACK_DEPTH:
      out.set(static_cast<float>(modelview_.depth()));
      return true;
    case GL_PROJECTION_STACK_DEPTH:
      out.set(static_cast<float>(projection_.depth()));
      return true;
    case GL_TEXTURE_STACK_DEPTH:
      out.set(static_cast<float>(texture.depth()));
      return true;
    default:
      return false;
  }
}

bool Pipeline::get_current(uint32_t name, Values& out) const {
  switch (name) {
    case GL_CURRENT_COLOR:
      out.set(color_, kNormalised);
      return true;
    case GL_CURRENT_NORMAL:
      out.set(normal_, kNormalised);
      return true;
    case GL_CURRENT_TEXTURE_COORDS:
      out.set(units_[active_unit_].coordinates);
      return true;
    case GL_LIGHT_MODEL_AMBIENT:
      out.set(lighting_.model_ambient(), kNormalised);
      return true;
    case GL_LIGHT_MODEL_TWO_SIDE:
      out.set_bool(lighting_.two_sided);
      return true;
    case GL_SHADE_MODEL:
      out.set_enum(lighting_.flat ? GL_FLAT : GL_SMOOTH);
      return true;
    case GL_ACTIVE_TEXTURE:
      out.set_enum(GL_TEXTURE0 + active_unit_);
      return true;
    case GL_CLIENT_ACTIVE_TEXTURE:
      out.set_enum(GL_TEXTURE0 + client_unit_);
      return true;
    case GL_TEXTURE_BINDING_2D:
      out.set_enum(units_[active_unit_].bound);
      return true;
    default:
      return false;
  }
}

bool Pipeline::get_fragment(uint32_t name, Values& out) const {
  switch (name) {
    case GL_FOG_MODE:
      out.set_enum(fog_.mode);
      return true;
    case GL_FOG_DENSITY:
      out.set(fog_.density);
      return true;
    case GL_FOG_START:
      out.set(fog_.start);
      return true;
    case GL_FOG_END:
      out.set(fog_.end);
      return true;
    case GL_FOG_COLOR:
      out.set(fog_.color, kNormalised);
      return true;
    case GL_ALPHA_TEST_FUNC:
      out.set_enum(alpha_test_.function);
      return true;
    case GL_ALPHA_TEST_REF:
      out.set({&alpha_test_.reference, 1}, kNormalised);
      return true;
    case GL_POINT_SIZE:
      out.set(points_.size);
      return true;
    case GL_POINT_SIZE_MIN:
      out.set(points_.least);
      return true;
    case GL_POINT_SIZE_MAX:
      out.set(points_.most);
      return true;
    case GL_POINT_FADE_THRESHOLD_SIZE:
      out.set(points_.fade_threshold);
      return true;
    case GL_POINT_DISTANCE_ATTENUATION:
      out.set(points_.attenuation);
      return true;
    case GL_LOGIC_OP_MODE:
      out.set_enum(logic_op_);
      return true;
    case GL_PERSPECTIVE_CORRECTION_HINT:
    case GL_POINT_SMOOTH_HINT:
    case GL_LINE_SMOOTH_HINT:
      out.set_enum(hints_[name - GL_PERSPECTIVE_CORRECTION_HINT]);
      return true;
    case GL_FOG_HINT:
      out.set_enum(hints_[3]);
      return true;
    default:
      return false;
  }
}

bool Pipeline::get_array(uint32_t name, Values& out) const {
  for (const ArrayQuery& query : kArrayQueries) {
    if (query.name != name) continue;
    const ArrayFormat& format = formats_[*array_of(query.array)];
    switch (query.what) {
      case kSize:
        out.set(static_cast<float>(format.size));
        break;
      case kType:
        out.set_enum(format.type);
        break;
      case kStride:
        out.set(static_cast<float>(format.stride));
        break;
      default:
        out.set_enum(format.buffer);
    }
    return true;
  }
  return false;
}

bool Pipeline::get_limit(uint32_t name, Values& out) const {
  constexpr float kAliasedOnly[] = {1, 1};
  switch (name) {
    case GL_MAX_LIGHTS:
      out.set_enum(kLights);
      return true;
    case GL_MAX_CLIP_PLANES:
      out.set_enum(kClipPlanes);
      return true;
    case GL_MAX_TEXTURE_UNITS:
      out.set_enum(kTextureUnits);
      return true;
    case GL_MAX_MODELVIEW_STACK_DEPTH:
      out.set(static_cast<float>(modelview_.limit()));
      return true;
    case GL_MAX_PROJECTION_STACK_DEPTH:
      out.set(static_cast<float>(projection_.limit()));
      return true;
    case GL_MAX_TEXTURE_STACK_DEPTH:
      out.set(static_cast<float>(units_[0].matrices.limit()));
      return true;
    case GL_SMOOTH_POINT_SIZE_RANGE:
    case GL_SMOOTH_LINE_WIDTH_RANGE:
      out.set(kAliasedOnly);
      return true;
    default:
      return false;
  }
}

}  // namespace anc::fixed
