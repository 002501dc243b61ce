// Setting and asking lights and materials: see lighting.h.
#include "internal/fixed/lighting.h"

#include <GLES/gl.h>

namespace anc::fixed {
namespace {

Vec4 vec4(const float* v) { return {v[0], v[1], v[2], v[3]}; }

/// Directions are turned by the upper 3x3 of the model-view matrix.
Vec3 turned(const Matrix& by, const float* v) {
  const Vec4 out = by * Vec4{v[0], v[1], v[2], 0};
  return {out[0], out[1], out[2]};
}

bool is_light(uint32_t light) { return light - GL_LIGHT0 < kLights; }

/// The members of a light that are single numbers with a range; nullptr for other names.
float* number_of(Light& light, uint32_t name) {
  switch (name) {
    case GL_SPOT_EXPONENT:
      return &light.spot_exponent;
    case GL_SPOT_CUTOFF:
      return &light.spot_cutoff;
    case GL_CONSTANT_ATTENUATION:
      return &light.attenuation[0];
    case GL_LINEAR_ATTENUATION:
      return &light.attenuation[1];
    case GL_QUADRATIC_ATTENUATION:
      return &light.attenuation[2];
    default:
      return nullptr;
  }
}

bool in_range(uint32_t name, float value) {
  if (name == GL_SPOT_EXPONENT) return value >= 0 && value <= 128;
  if (name == GL_SPOT_CUTOFF) return (value >= 0 && value <= 90) || value == 180;
  return value >= 0;
}

}  // namespace

Lighting::Lighting() {
  lights_[0].diffuse = {1, 1, 1, 1};
  lights_[0].specular = {1, 1, 1, 1};
}

uint32_t Lighting::set_light(uint32_t light, uint32_t name, const float* values,
                             const Matrix& modelview) {
  if (!is_light(light)) return GL_INVALID_ENUM;
  Light& l = lights_[light - GL_LIGHT0];
  if (float* number = number_of(l, name); number != nullptr) {
    if (!in_range(name, values[0])) return GL_INVALID_VALUE;
    *number = values[0];
    return GL_NO_ERROR;
  }
  switch (name) {
    case GL_AMBIENT:
      l.ambient = vec4(values);
      break;
    case GL_DIFFUSE:
      l.diffuse = vec4(values);
      break;
    case GL_SPECULAR:
      l.specular = vec4(values);
      break;
    case GL_POSITION:
      l.position = modelview * vec4(values);
      break;
    case GL_SPOT_DIRECTION:
      l.spot_direction = turned(modelview, values);
      break;
    default:
      return GL_INVALID_ENUM;
  }
  return GL_NO_ERROR;
}

uint32_t Lighting::set_material(uint32_t face, uint32_t name, const float* values) {
  if (face != GL_FRONT_AND_BACK) return GL_INVALID_ENUM;
  switch (name) {
    // While colours are tracked these two are the current colour's.
    case GL_AMBIENT:
      if (!color_material) material_.ambient = vec4(values);
      break;
    case GL_DIFFUSE:
      if (!color_material) material_.diffuse = vec4(values);
      break;
    case GL_AMBIENT_AND_DIFFUSE:
      if (!color_material) material_.ambient = material_.diffuse = vec4(values);
      break;
    case GL_SPECULAR:
      material_.specular = vec4(values);
      break;
    case GL_EMISSION:
      material_.emission = vec4(values);
      break;
    case GL_SHININESS:
      if (!(values[0] >= 0 && values[0] <= 128)) return GL_INVALID_VALUE;
      material_.shininess = values[0];
      break;
    default:
      return GL_INVALID_ENUM;
  }
  return GL_NO_ERROR;
}

uint32_t Lighting::set_model(uint32_t name, const float* values) {
  switch (name) {
    case GL_LIGHT_MODEL_AMBIENT:
      model_ambient_ = vec4(values);
      return GL_NO_ERROR;
    case GL_LIGHT_MODEL_TWO_SIDE:
      two_sided = values[0] != 0;
      return GL_NO_ERROR;
    default:
      return GL_INVALID_ENUM;
  }
}

void Lighting::track_color(const Vec4& color) {
  if (color_material) material_.ambient = material_.diffuse = color;
}

uint32_t Lighting::get_light(uint32_t light, uint32_t name, Values& out) const {
  if (!is_light(light)) return GL_INVALID_ENUM;
  Light l = lights_[light - GL_LIGHT0];
  if (const float* number = number_of(l, name); number != nullptr) {
    out.set(*number);
    return GL_NO_ERROR;
  }
  switch (name) {
    case GL_AMBIENT:
      out.set(l.ambient, Values::Kind::kNormalised);
      break;
    case GL_DIFFUSE:
      out.set(l.diffuse, Values::Kind::kNormalised);
      break;
    case GL_SPECULAR:
      out.set(l.specular, Values::Kind::kNormalised);
      break;
    case GL_POSITION:
      out.set(l.position);
      break;
    case GL_SPOT_DIRECTION:
      out.set(l.spot_direction);
      break;
    default:
      return GL_INVALID_ENUM;
  }
  return GL_NO_ERROR;
}

uint32_t Lighting::get_material(uint32_t face, uint32_t name, Values& out) const {
  if (face != GL_FRONT && face != GL_BACK) return GL_INVALID_ENUM;
  switch (name) {
    case GL_AMBIENT:
      out.set(material_.ambient, Values::Kind::kNormalised);
      break;
    case GL_DIFFUSE:
      out.set(material_.diffuse, Values::Kind::kNormalised);
      break;
    case GL_SPECULAR:
      out.set(material_.specular, Values::Kind::kNormalised);
      break;
    case GL_EMISSION:
      out.set(material_.emission, Values::Kind::kNormalised);
      break;
    case GL_SHININESS:
      out.set(material_.shininess);
      break;
    default:
      return GL_INVALID_ENUM;
  }
  return GL_NO_ERROR;
}

}  // namespace anc::fixed
