// The pipeline's state as the shaders' uniforms take it.
#pragma once

#include <array>
#include <vector>

#include "internal/fixed/pipeline.h"
#include "internal/fixed/program_key.h"
#include "internal/fixed/shaders.h"

namespace anc::fixed {

/// Group::kTransform.
struct TransformUniforms {
  std::array<float, 32> transform;  ///< model-view-projection, model-view
  std::array<float, 9> normal;      ///< inverse transpose of the model-view's upper 3x3
  float rescale;
};
TransformUniforms transform_uniforms(const Pipeline& pipeline);

/// Group::kTexture.
struct TextureUniforms {
  std::array<float, 16 * kTextureUnits> matrices;
  std::array<float, 4 * kTextureUnits> colors;
};
TextureUniforms texture_uniforms(const Pipeline& pipeline);

/// Group::kLighting.
struct LightingUniforms {
  std::array<float, 4 * kLightVectors * kLights> lights;
  std::array<float, 4 * kMaterialVectors> material;
};
LightingUniforms lighting_uniforms(const Pipeline& pipeline);

/// Group::kFragment.
struct FragmentUniforms {
  std::array<float, 4 * kFragmentVectors> fragment;
  std::array<float, 4 * kClipPlanes> clip;
};
FragmentUniforms fragment_uniforms(const Pipeline& pipeline);

}  // namespace anc::fixed
