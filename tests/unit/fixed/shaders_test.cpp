// Keys hold what makes programs differ, shaders what the key says, uniforms what the state says.
#include "internal/fixed/shaders.h"

#include <GLES/gl.h>
#include <GLES/glext.h>
#include <gtest/gtest.h>

#include "internal/fixed/uniforms.h"

namespace anc::fixed {
namespace {

using Formats = std::array<uint32_t, kTextureUnits>;
constexpr Formats kNone{};

bool has(const std::string& text, const char* piece) {
  return text.find(piece) != std::string::npos;
}

void env(Pipeline& p, uint32_t name, float value) {
  ASSERT_EQ(p.set_texture_env(GL_TEXTURE_ENV, name, &value), 0u);
}

TEST(ProgramKey, IsTheSameForStateThatDoesNotMatter) {
  Pipeline a, b;
  b.enable(GL_LIGHT1, true);  // no GL_LIGHTING
  b.enable(GL_NORMALIZE, true);
  b.enable(GL_ALPHA_TEST, true);  // GL_ALWAYS
  b.enable(GL_POINT_SPRITE_OES, true);
  env(b, GL_COMBINE_RGB, GL_SUBTRACT);  // no GL_COMBINE
  EXPECT_EQ(program_key(a, Primitive::kOther, kNone), program_key(b, Primitive::kOther, kNone));
  EXPECT_EQ(ProgramKeyHash()(program_key(a, Primitive::kOther, kNone)),
            ProgramKeyHash()(program_key(b, Primitive::kOther, kNone)));
  EXPECT_NE(program_key(a, Primitive::kPoints, kNone), program_key(b, Primitive::kPoints, kNone));
}

TEST(ProgramKey, TellsTheKindsOfLightsApart) {
  Pipeline p;
  p.enable(GL_LIGHTING, true);
  p.enable(GL_LIGHT0, true);
  p.enable(GL_LIGHT1, true);
  const float at[] = {0, 0, 0, 1}, cutoff[] = {30};
  EXPECT_EQ(p.set_light(GL_LIGHT1, GL_POSITION, at), 0u);
  EXPECT_EQ(program_key(p, Primitive::kOther, kNone).lights[0], kDirectional);
  EXPECT_EQ(program_key(p, Primitive::kOther, kNone).lights[1], kPositional);
  EXPECT_EQ(program_key(p, Primitive::kOther, kNone).lights[2], kLightOff);
  EXPECT_EQ(p.set_light(GL_LIGHT1, GL_SPOT_CUTOFF, cutoff), 0u);
  EXPECT_EQ(program_key(p, Primitive::kOther, kNone).lights[1], kSpot);
}

TEST(ProgramKey, AWindowRectangleIsNotLitNorFoggedNorClipped) {
  Pipeline p;
  for (const int on : {GL_LIGHTING, GL_FOG, GL_CLIP_PLANE0}) {
    p.enable(static_cast<uint32_t>(on), true);
  }
  const ProgramKey key = program_key(p, Primitive::kWindowRectangle, {GL_RGB});
  EXPECT_EQ(key.lit + key.fog + key.clip_mask, 0);
  EXPECT_EQ(key.units[0].format, GL_RGB);
  EXPECT_TRUE(has(vertex_shader(key), "gl_VertexID"));
}

TEST(Shaders, HoldOnlyTheStagesOfTheirKey) {
  Pipeline p;
  const auto vertex = [&] { return vertex_shader(program_key(p, Primitive::kOther, kNone)); };
  const auto fragment = [&] { return fragment_shader(program_key(p, Primitive::kOther, kNone)); };
  EXPECT_FALSE(has(vertex(), "lit("));
  EXPECT_FALSE(has(fragment(), "discard"));
  p.enable(GL_CLIP_PLANE2, true);
  EXPECT_TRUE(has(vertex(), "v_clip2"));
  EXPECT_TRUE(has(fragment(), "if (v_clip2 < 0.0) discard;"));
  p.enable(GL_LIGHTING, true);
  p.enable(GL_LIGHT3, true);
  EXPECT_TRUE(has(vertex(), "u_light[21]")) << "the ambient colour of the fourth light";
  const float two[] = {1};
  EXPECT_EQ(p.set_light_model(GL_LIGHT_MODEL_TWO_SIDE, two), 0u);
  EXPECT_TRUE(has(fragment(), "gl_FrontFacing"));
  EXPECT_EQ(p.set_shade_model(GL_FLAT), 0u);
  EXPECT_TRUE(has(vertex(), "flat out vec4 v_front"));
  EXPECT_TRUE(has(fragment(), "flat in vec4 v_back"));
}

TEST(Shaders, TestAlphaByTheFunctionThatWasSet) {
  Pipeline p;
  p.enable(GL_ALPHA_TEST, true);
  const auto fragment = [&](uint32_t function) {
    EXPECT_EQ(p.set_alpha_test(function, 0.5F), 0u);
    return fragment_shader(program_key(p, Primitive::kOther, kNone));
  };
  EXPECT_TRUE(has(fragment(GL_GREATER), "+ 0.5) > "));
  EXPECT_TRUE(has(fragment(GL_NOTEQUAL), "+ 0.5) != "));
  EXPECT_TRUE(has(fragment(GL_GEQUAL), "+ 0.5) >= "));
  EXPECT_TRUE(has(fragment(GL_NEVER), "discard"));
  EXPECT_FALSE(has(fragment(GL_ALWAYS), "discard"));
}

TEST(Shaders, TreatATexelByItsFormat) {
  Pipeline p;
  const auto with = [&](uint32_t mode, uint32_t format) {
    env(p, GL_TEXTURE_ENV_MODE, static_cast<float>(mode));
    return fragment_shader(program_key(p, Primitive::kOther, {format}));
  };
  EXPECT_TRUE(has(with(GL_MODULATE, GL_RGB), "vec4(color.rgb * texel0.rgb, color.a)"));
  EXPECT_TRUE(has(with(GL_MODULATE, GL_ALPHA), "vec4(color.rgb, color.a * texel0.a)"));
  EXPECT_TRUE(has(with(GL_REPLACE, GL_RGBA), "vec4(texel0.rgb, texel0.a)"));
  EXPECT_TRUE(has(with(GL_REPLACE, GL_LUMINANCE), "vec4(texel0.rgb, color.a)"));
  EXPECT_TRUE(has(with(GL_DECAL, GL_RGB), "vec4(texel0.rgb, color.a)"));
}

TEST(Shaders, ACombinerThatNamesAnAbsentTextureLeavesTheColour) {
  Pipeline p;
  env(p, GL_TEXTURE_ENV_MODE, GL_COMBINE);
  env(p, GL_SRC0_RGB, GL_TEXTURE2);
  const std::string text = fragment_shader(program_key(p, Primitive::kOther, {GL_RGBA}));
  EXPECT_FALSE(has(text, "texel2"));
}

TEST(Uniforms, NormalsGoThroughTheInverseTranspose) {
  Pipeline p;
  p.multiply_matrix(scaling(2, 4, 1));
  const TransformUniforms u = transform_uniforms(p);
  EXPECT_FLOAT_EQ(u.normal[0], 0.5F);
  EXPECT_FLOAT_EQ(u.normal[4], 0.25F);
  p.load_matrix(scaling(2, 2, 2));
  EXPECT_FLOAT_EQ(transform_uniforms(p).rescale, 2) << "undoes the factor 1/2 of the normals";
}

TEST(Uniforms, LinearFogIsOneMultiplyAndAdd) {
  Pipeline p;
  const float mode[] = {GL_LINEAR}, start[] = {2}, end[] = {6};
  EXPECT_EQ(p.set_fog(GL_FOG_MODE, mode), 0u);
  EXPECT_EQ(p.set_fog(GL_FOG_START, start), 0u);
  EXPECT_EQ(p.set_fog(GL_FOG_END, end), 0u);
  const FragmentUniforms u = fragment_uniforms(p);
  EXPECT_FLOAT_EQ(2 * u.fragment[4] + u.fragment[5], 1) << "none at the start";
  EXPECT_FLOAT_EQ(6 * u.fragment[4] + u.fragment[5], 0) << "all at the end";
}

TEST(Uniforms, ADirectionalLightHasItsHalfVector) {
  Pipeline p;
  const float direction[] = {0, 3, 0, 0};
  EXPECT_EQ(p.set_light(GL_LIGHT0, GL_POSITION, direction), 0u);
  const LightingUniforms u = lighting_uniforms(p);
  EXPECT_FLOAT_EQ(u.lights[13], 1) << "of length one";
  EXPECT_NEAR(u.lights[25], 0.70710678F, 1e-6F);
  EXPECT_NEAR(u.lights[26], 0.70710678F, 1e-6F);
}

}  // namespace
}  // namespace anc::fixed
