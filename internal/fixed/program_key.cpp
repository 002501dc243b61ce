// Reducing state to what shaders are made from: see program_key.h.
#include "internal/fixed/program_key.h"

#include <string_view>

#include <GLES/gl.h>

namespace anc::fixed {
namespace {

std::array<uint16_t, 8> pack(const Combiner& combiner) {
  std::array<uint16_t, 8> out{};
  out[0] = static_cast<uint16_t>(combiner.function);
  for (size_t i = 0; i < 3; ++i) {
    out[1 + i] = static_cast<uint16_t>(combiner.source[i]);
    out[4 + i] = static_cast<uint16_t>(combiner.operand[i]);
  }
  out[7] = static_cast<uint16_t>(combiner.scale);
  return out;
}

LightKind kind_of(const Light& light) {
  if (!light.enabled) return kLightOff;
  if (light.position[3] == 0) return light.spot_cutoff == 180 ? kDirectional : kSpotDirectional;
  return light.spot_cutoff == 180 ? kPositional : kSpot;
}

void add_lighting(ProgramKey& key, const Lighting& lighting, const Pipeline& pipeline) {
  key.lit = 1;
  key.color_material = lighting.color_material;
  key.two_sided = lighting.two_sided;
  key.normalize = pipeline.normalizes();
  key.rescale = pipeline.rescales() && !pipeline.normalizes();
  for (uint32_t i = 0; i < kLights; ++i) key.lights[i] = kind_of(lighting.light(i));
}

void add_vertex_stages(ProgramKey& key, const Pipeline& pipeline, Primitive primitive) {
  if (pipeline.lighting().enabled) add_lighting(key, pipeline.lighting(), pipeline);
  // All vertices of a point's colour are one.
  key.flat = pipeline.lighting().flat && primitive != Primitive::kPoints;
  key.clip_mask = static_cast<uint16_t>(pipeline.clip_mask());
  if (pipeline.fog().enabled) key.fog = static_cast<uint16_t>(pipeline.fog().mode);
  if (primitive != Primitive::kPoints) return;
  key.points = 1;
  key.sprites = pipeline.points().sprites;
  key.attenuated = pipeline.points().attenuated();
  key.two_sided = 0;  // points face the viewer
}

}  // namespace

size_t ProgramKeyHash::operator()(const ProgramKey& key) const {
  return std::hash<std::string_view>()(
      std::string_view(reinterpret_cast<const char*>(&key), sizeof key));
}

ProgramKey program_key(const Pipeline& pipeline, Primitive primitive,
                       const std::array<uint32_t, kTextureUnits>& formats) {
  ProgramKey key;
  if (primitive == Primitive::kWindowRectangle) {
    key.window_coords = 1;
  } else {
    add_vertex_stages(key, pipeline, primitive);
  }
  const AlphaTest& alpha = pipeline.alpha_test();
  if (alpha.enabled && alpha.function != GL_ALWAYS) {
    key.alpha_test = static_cast<uint16_t>(alpha.function);
  }
  for (uint32_t i = 0; i < kTextureUnits; ++i) {
    if (formats[i] == 0) continue;
    const TextureEnv& env = pipeline.unit(i).env;
    UnitKey& unit = key.units[i];
    unit.format = static_cast<uint16_t>(formats[i]);
    unit.mode = static_cast<uint16_t>(env.mode);
    unit.coord_replace = key.sprites != 0 && env.coord_replace;
    if (env.mode != GL_COMBINE) continue;
    unit.rgb = pack(env.rgb);
    unit.alpha = pack(env.alpha);
  }
  return key;
}

}  // namespace anc::fixed
