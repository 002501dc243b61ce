// Computing uniforms from state, once per change and not per vertex: see uniforms.h.
#include "internal/fixed/uniforms.h"

#include <algorithm>
#include <cmath>

#include <GLES/gl.h>

namespace anc::fixed {
namespace {

Vec3 normalized(const Vec3& v) {
  const float length = std::sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
  if (length == 0) return v;
  return {v[0] / length, v[1] / length, v[2] / length};
}

Vec4 with(const Vec3& v, float w) { return {v[0], v[1], v[2], w}; }

void put(float* at, const Vec4& v) { std::copy(v.begin(), v.end(), at); }

void put_light(float* at, const Light& light) {
  constexpr float kRadians = 3.14159265358979323846F / 180.0F;
  Vec4 position = light.position;
  Vec3 half{};
  if (position[3] == 0) {
    const Vec3 l = normalized({position[0], position[1], position[2]});
    position = with(l, 0);
    half = normalized({l[0], l[1], l[2] + 1});
  } else {
    for (size_t i = 0; i < 3; ++i) position[i] /= light.position[3];
  }
  put(at, light.ambient);
  put(at + 4, light.diffuse);
  put(at + 8, light.specular);
  put(at + 12, position);
  put(at + 16, with(normalized(light.spot_direction), std::cos(light.spot_cutoff * kRadians)));
  put(at + 20, with(light.attenuation, light.spot_exponent));
  put(at + 24, with(half, 0));
}

/// Factor and offset, so that the fragment has a multiplication and an exponential at most.
std::array<float, 2> fog_terms(const Fog& fog) {
  if (fog.mode == GL_LINEAR) {
    const float range = fog.end - fog.start;
    const float scale = range == 0 ? 1 : 1 / range;
    return {-scale, fog.end * scale};
  }
  constexpr float kLn2 = 0.69314718055994530942F;
  return {fog.density / (fog.mode == GL_EXP ? kLn2 : std::sqrt(kLn2)), 0};
}

}  // namespace

TransformUniforms transform_uniforms(const Pipeline& pipeline) {
  TransformUniforms out{};
  const Matrix product = pipeline.projection() * pipeline.modelview();
  std::copy(product.m.begin(), product.m.end(), out.transform.begin());
  const Matrix& modelview = pipeline.modelview();
  std::copy(modelview.m.begin(), modelview.m.end(), out.transform.begin() + 16);
  const Matrix back = inverse(modelview);
  for (size_t column = 0; column < 3; ++column) {
    for (size_t row = 0; row < 3; ++row) out.normal[column * 3 + row] = back.m[row * 4 + column];
  }
  const float length =
      std::sqrt(back.m[2] * back.m[2] + back.m[6] * back.m[6] + back.m[10] * back.m[10]);
  out.rescale = length > 1e-6F ? 1 / length : 1;
  return out;
}

TextureUniforms texture_uniforms(const Pipeline& pipeline) {
  TextureUniforms out{};
  for (uint32_t i = 0; i < kTextureUnits; ++i) {
    const TextureUnit& unit = pipeline.unit(i);
    std::copy(unit.matrices.top().m.begin(), unit.matrices.top().m.end(),
              out.matrices.begin() + 16 * i);
    put(&out.colors[size_t{4} * i], unit.env.color);
  }
  return out;
}

LightingUniforms lighting_uniforms(const Pipeline& pipeline) {
  LightingUniforms out{};
  const Lighting& lighting = pipeline.lighting();
  for (uint32_t i = 0; i < kLights; ++i) {
    put_light(&out.lights[size_t{4} * kLightVectors * i], lighting.light(i));
  }
  const Material& material = lighting.material();
  put(out.material.data(), material.ambient);
  put(&out.material[4], material.diffuse);
  put(&out.material[8], material.specular);
  put(&out.material[12], material.emission);
  put(&out.material[16], {material.shininess, 0, 0, 0});
  put(&out.material[20], lighting.model_ambient());
  return out;
}

FragmentUniforms fragment_uniforms(const Pipeline& pipeline) {
  FragmentUniforms out{};
  const auto terms = fog_terms(pipeline.fog());
  const Points& points = pipeline.points();
  put(out.fragment.data(), pipeline.fog().color);
  put(&out.fragment[4], {terms[0], terms[1], std::round(pipeline.alpha_test().reference * 255), 0});
  put(&out.fragment[8], {points.size, points.least, points.most, 0});
  put(&out.fragment[12], with(points.attenuation, 0));
  for (uint32_t i = 0; i < kClipPlanes; ++i) put(&out.clip[size_t{4} * i], pipeline.clip_plane(i));
  return out;
}

}  // namespace anc::fixed
