// Lights and materials: what a vertex' colour is computed from.
#pragma once

#include <array>
#include <cstdint>

#include "internal/fixed/matrix.h"
#include "internal/fixed/values.h"

namespace anc::fixed {

inline constexpr uint32_t kLights = 8;

/// One light, in eye space.
struct Light {
  Vec4 ambient{0, 0, 0, 1};
  Vec4 diffuse{0, 0, 0, 1};   ///< GL_LIGHT0: white
  Vec4 specular{0, 0, 0, 1};  ///< GL_LIGHT0: white
  Vec4 position{0, 0, 1, 0};  ///< w = 0: a direction
  Vec3 spot_direction{0, 0, -1};
  float spot_exponent = 0;
  float spot_cutoff = 180;  ///< degrees; 180: no spot
  Vec3 attenuation{1, 0, 0};
  bool enabled = false;
};

/// Both faces have the same: ES 1.1 knows GL_FRONT_AND_BACK only.
struct Material {
  Vec4 ambient{0.2F, 0.2F, 0.2F, 1};
  Vec4 diffuse{0.8F, 0.8F, 0.8F, 1};
  Vec4 specular{0, 0, 0, 1};
  Vec4 emission{0, 0, 0, 1};
  float shininess = 0;
};

/// State of ES 1.1, 2.12. Setters return a GL error code, 0 for none, and then have done nothing;
/// they read as many floats as `parameter_count` says.
class Lighting {
 public:
  Lighting();

  uint32_t set_light(uint32_t light, uint32_t name, const float* values, const Matrix& modelview);
  uint32_t set_material(uint32_t face, uint32_t name, const float* values);
  uint32_t set_model(uint32_t name, const float* values);
  /// While colours are tracked, the current colour becomes the material's.
  void track_color(const Vec4& color);

  uint32_t get_light(uint32_t light, uint32_t name, Values& out) const;
  uint32_t get_material(uint32_t face, uint32_t name, Values& out) const;

  const Light& light(uint32_t index) const { return lights_[index]; }
  const Material& material() const { return material_; }
  const Vec4& model_ambient() const { return model_ambient_; }
  void enable_light(uint32_t index, bool on) { lights_[index].enabled = on; }

  bool enabled = false;
  bool two_sided = false;
  bool flat = false;  ///< glShadeModel(GL_FLAT)
  bool color_material = false;

 private:
  std::array<Light, kLights> lights_;
  Material material_;
  Vec4 model_ambient_{0.2F, 0.2F, 0.2F, 1};
};

}  // namespace anc::fixed
