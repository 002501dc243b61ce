// Changing the pipeline's state: see pipeline.h.
#include "internal/fixed/pipeline.h"

#include <utility>

#include <GLES/gl.h>
#include <GLES/glext.h>

namespace anc::fixed {
namespace {

bool all_differ(const std::array<float, 6>& e) {
  return e[0] != e[1] && e[2] != e[3] && e[4] != e[5];
}

}  // namespace

Pipeline::Pipeline() : matrix_mode_(GL_MODELVIEW), logic_op_(GL_COPY) {
  hints_.fill(GL_DONT_CARE);
  formats_[kNormal].size = 3;
  formats_[kPointSize].size = 1;
}

uint32_t Pipeline::set_matrix_mode(uint32_t mode) {
  if (mode != GL_MODELVIEW && mode != GL_PROJECTION && mode != GL_TEXTURE) return GL_INVALID_ENUM;
  matrix_mode_ = mode;
  return GL_NO_ERROR;
}

const MatrixStack& Pipeline::stack() const {
  if (matrix_mode_ == GL_MODELVIEW) return modelview_;
  if (matrix_mode_ == GL_PROJECTION) return projection_;
  return units_[active_unit_].matrices;
}

MatrixStack& Pipeline::stack() {
  changed(matrix_mode_ == GL_TEXTURE ? Group::kTexture : Group::kTransform);
  return const_cast<MatrixStack&>(std::as_const(*this).stack());
}

void Pipeline::load_matrix(const Matrix& matrix) { stack().top() = matrix; }
void Pipeline::multiply_matrix(const Matrix& by) {
  Matrix& top = stack().top();
  top = top * by;
}
uint32_t Pipeline::push_matrix() { return stack().push() ? GL_NO_ERROR : GL_STACK_OVERFLOW; }
uint32_t Pipeline::pop_matrix() { return stack().pop() ? GL_NO_ERROR : GL_STACK_UNDERFLOW; }
const Matrix& Pipeline::current_matrix() const { return stack().top(); }

uint32_t Pipeline::frustum(const std::array<float, 6>& e) {
  if (!all_differ(e) || !(e[4] > 0) || !(e[5] > 0)) return GL_INVALID_VALUE;
  multiply_matrix(fixed::frustum(e[0], e[1], e[2], e[3], e[4], e[5]));
  return GL_NO_ERROR;
}

uint32_t Pipeline::orthographic(const std::array<float, 6>& e) {
  if (!all_differ(e)) return GL_INVALID_VALUE;
  multiply_matrix(fixed::orthographic(e[0], e[1], e[2], e[3], e[4], e[5]));
  return GL_NO_ERROR;
}

uint32_t Pipeline::set_light(uint32_t light, uint32_t name, const float* values) {
  changed(Group::kLighting);
  return lighting_.set_light(light, name, values, modelview());
}
uint32_t Pipeline::set_material(uint32_t face, uint32_t name, const float* values) {
  changed(Group::kLighting);
  return lighting_.set_material(face, name, values);
}
uint32_t Pipeline::set_light_model(uint32_t name, const float* values) {
  changed(Group::kLighting);
  return lighting_.set_model(name, values);
}
uint32_t Pipeline::set_shade_model(uint32_t mode) {
  if (mode != GL_FLAT && mode != GL_SMOOTH) return GL_INVALID_ENUM;
  lighting_.flat = mode == GL_FLAT;
  return GL_NO_ERROR;
}
uint32_t Pipeline::set_fog(uint32_t name, const float* values) {
  changed(Group::kFragment);
  return fog_.set(name, values);
}
uint32_t Pipeline::set_alpha_test(uint32_t function, float reference) {
  changed(Group::kFragment);
  return alpha_test_.set(function, reference);
}
uint32_t Pipeline::set_points(uint32_t name, const float* values) {
  changed(Group::kFragment);
  return points_.set(name, values);
}
uint32_t Pipeline::set_point_size(float size) {
  changed(Group::kFragment);
  return points_.set_size(size);
}

uint32_t Pipeline::set_clip_plane(uint32_t plane, const float* equation) {
  const uint32_t index = plane - GL_CLIP_PLANE0;
  if (index >= kClipPlanes) return GL_INVALID_ENUM;
  changed(Group::kFragment);
  clip_planes_[index] =
      transform_plane({equation[0], equation[1], equation[2], equation[3]}, inverse(modelview()));
  return GL_NO_ERROR;
}

uint32_t Pipeline::get_clip_plane(uint32_t plane, Values& out) const {
  const uint32_t index = plane - GL_CLIP_PLANE0;
  if (index >= kClipPlanes) return GL_INVALID_ENUM;
  out.set(clip_planes_[index]);
  return GL_NO_ERROR;
}

uint32_t Pipeline::set_texture_env(uint32_t target, uint32_t name, const float* values) {
  changed(Group::kTexture);
  return units_[active_unit_].env.set(target, name, values);
}

uint32_t Pipeline::set_hint(uint32_t target, uint32_t mode) {
  if (mode != GL_DONT_CARE && mode != GL_FASTEST && mode != GL_NICEST) return GL_INVALID_ENUM;
  const uint32_t index = target - GL_PERSPECTIVE_CORRECTION_HINT;
  // GL_POLYGON_SMOOTH_HINT lies among them and is not of ES.
  if (index > GL_FOG_HINT - GL_PERSPECTIVE_CORRECTION_HINT || index == 3) return GL_INVALID_ENUM;
  hints_[index == 4 ? 3 : index] = mode;
  return GL_NO_ERROR;
}

uint32_t Pipeline::set_logic_op(uint32_t operation) {
  if (operation < GL_CLEAR || operation > GL_SET) return GL_INVALID_ENUM;
  logic_op_ = operation;
  return GL_NO_ERROR;
}

void Pipeline::set_color(const Vec4& color) {
  color_ = color;
  if (lighting_.color_material) changed(Group::kLighting);
  lighting_.track_color(color);
}

uint32_t Pipeline::set_coordinates(uint32_t texture, const Vec4& coordinates) {
  if (texture - GL_TEXTURE0 >= kTextureUnits) return GL_INVALID_ENUM;
  units_[texture - GL_TEXTURE0].coordinates = coordinates;
  return GL_NO_ERROR;
}

uint32_t Pipeline::set_active_unit(uint32_t texture) {
  if (texture - GL_TEXTURE0 >= kTextureUnits) return GL_INVALID_ENUM;
  active_unit_ = texture - GL_TEXTURE0;
  return GL_NO_ERROR;
}

uint32_t Pipeline::set_client_unit(uint32_t texture) {
  if (texture - GL_TEXTURE0 >= kTextureUnits) return GL_INVALID_ENUM;
  client_unit_ = texture - GL_TEXTURE0;
  return GL_NO_ERROR;
}

const bool* Pipeline::switch_of(uint32_t capability) const {
  switch (capability) {
    case GL_ALPHA_TEST:
      return &alpha_test_.enabled;
    case GL_COLOR_LOGIC_OP:
      return &logic_op_enabled_;
    case GL_COLOR_MATERIAL:
      return &lighting_.color_material;
    case GL_FOG:
      return &fog_.enabled;
    case GL_LIGHTING:
      return &lighting_.enabled;
    case GL_LINE_SMOOTH:
      return &line_smooth_;
    case GL_MULTISAMPLE:
      return &multisample_;
    case GL_NORMALIZE:
      return &normalize_;
    case GL_POINT_SMOOTH:
      return &points_.smooth;
    case GL_POINT_SPRITE_OES:
      return &points_.sprites;
    case GL_RESCALE_NORMAL:
      return &rescale_;
    case GL_SAMPLE_ALPHA_TO_ONE:
      return &alpha_to_one_;
    case GL_TEXTURE_2D:
      return &units_[active_unit_].enabled;
    default:
      return nullptr;
  }
}

std::optional<bool> Pipeline::is_enabled(uint32_t capability) const {
  if (const bool* kept = switch_of(capability); kept != nullptr) return *kept;
  if (capability - GL_LIGHT0 < kLights) return lighting_.light(capability - GL_LIGHT0).enabled;
  if (capability - GL_CLIP_PLANE0 < kClipPlanes) {
    return (clip_mask_ >> (capability - GL_CLIP_PLANE0) & 1U) != 0;
  }
  if (const auto array = array_of(capability)) return array_enabled(*array);
  return std::nullopt;
}

bool Pipeline::enable(uint32_t capability, bool on) {
  if (const bool* kept = switch_of(capability); kept != nullptr) {
    const_cast<bool&>(*kept) = on;
    // From now on, or for the last time, the material follows the colour.
    if (capability == GL_COLOR_MATERIAL) set_color(Vec4(color_));
    return true;
  }
  if (capability - GL_LIGHT0 < kLights) {
    lighting_.enable_light(capability - GL_LIGHT0, on);
    changed(Group::kLighting);
    return true;
  }
  if (capability - GL_CLIP_PLANE0 >= kClipPlanes) return false;
  const uint32_t bit = 1U << (capability - GL_CLIP_PLANE0);
  clip_mask_ = on ? clip_mask_ | bit : clip_mask_ & ~bit;
  changed(Group::kFragment);
  return true;
}

std::optional<uint32_t> Pipeline::array_of(uint32_t name) const {
  switch (name) {
    case GL_VERTEX_ARRAY:
      return kPosition;
    case GL_NORMAL_ARRAY:
      return kNormal;
    case GL_COLOR_ARRAY:
      return kColor;
    case GL_POINT_SIZE_ARRAY_OES:
      return kPointSize;
    case GL_TEXTURE_COORD_ARRAY:
      return kTexCoords + client_unit_;
    default:
      return std::nullopt;
  }
}

void Pipeline::enable_array(uint32_t attribute, bool on) {
  const uint32_t bit = 1U << attribute;
  arrays_ = on ? arrays_ | bit : arrays_ & ~bit;
}

void Pipeline::forget_texture(uint32_t name) {
  for (TextureUnit& unit : units_) {
    if (unit.bound == name) unit.bound = 0;
  }
}

}  // namespace anc::fixed
