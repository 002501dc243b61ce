// The pipeline as GLSL ES 3.00.
#pragma once

#include <string>

#include "internal/fixed/program_key.h"

namespace anc::fixed {

/// Names of the uniforms, with how many elements `uniforms.h` gives each. Attributes are at the
/// locations of `Attribute`.
inline constexpr const char* kTransformUniform = "u_transform";  ///< mat4[2]: mvp, modelview
inline constexpr const char* kNormalUniform = "u_normal";        ///< mat3
inline constexpr const char* kRescaleUniform = "u_rescale";      ///< float
inline constexpr const char* kTextureUniform = "u_texture";      ///< mat4[kTextureUnits]
inline constexpr const char* kEnvColorUniform = "u_env_color";   ///< vec4[kTextureUnits]
inline constexpr const char* kLightUniform = "u_light";          ///< vec4[kLights * kLightVectors]
inline constexpr const char* kMaterialUniform = "u_material";    ///< vec4[kMaterialVectors]
inline constexpr const char* kFragmentUniform = "u_fragment";    ///< vec4[kFragmentVectors]
inline constexpr const char* kClipUniform = "u_clip";            ///< vec4[kClipPlanes]
inline constexpr const char* kWindowUniform = "u_window";        ///< vec4[kWindowVectors]
inline constexpr const char* kSamplerUniform = "u_sampler";      ///< sampler2D[kTextureUnits]

/// One light: ambient, diffuse, specular, position, (spot direction, cosine of the cutoff),
/// (attenuation, spot exponent), half vector of a directional light.
inline constexpr uint32_t kLightVectors = 7;
/// Ambient, diffuse, specular, emission, (shininess, 0, 0, 0), ambient of the scene.
inline constexpr uint32_t kMaterialVectors = 6;
/// Fog colour, (fog scale, fog offset or density, alpha reference as 0..255, 0),
/// (point size, least, most, 0), point attenuation.
inline constexpr uint32_t kFragmentVectors = 4;
/// For points the viewport (x, y, width, height), and nothing else. For a window rectangle its two
/// corners in clip coordinates, (depth, 0, 0, 0) and for each unit the two corners' coordinates.
inline constexpr uint32_t kWindowVectors = 2 + kTextureUnits;

std::string vertex_shader(const ProgramKey& key);
std::string fragment_shader(const ProgramKey& key);

}  // namespace anc::fixed
