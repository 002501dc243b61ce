// Small groups of state: fog, alpha test, points.
#pragma once

#include <cstdint>

#include "internal/fixed/values.h"

namespace anc::fixed {

/// ES 1.1, 3.8. Setters return a GL error code, 0 for none.
struct Fog {
  bool enabled = false;
  uint32_t mode;  ///< GL_LINEAR, GL_EXP or GL_EXP2
  float density = 1, start = 0, end = 1;
  Vec4 color{};

  Fog();
  uint32_t set(uint32_t name, const float* values);
};

/// ES 1.1, 4.1.4.
struct AlphaTest {
  bool enabled = false;
  uint32_t function;
  float reference = 0;

  AlphaTest();
  uint32_t set(uint32_t wanted, float ref);
};

/// ES 1.1, 3.3; sizes in pixels.
struct Points {
  float size = 1;
  float least = 0, most = 255;
  float fade_threshold = 1;
  Vec3 attenuation{1, 0, 0};
  bool sprites = false;
  bool smooth = false;

  uint32_t set(uint32_t name, const float* values);
  uint32_t set_size(float wanted);
  bool attenuated() const { return attenuation != Vec3{1, 0, 0}; }
};

}  // namespace anc::fixed
