// State of the pipeline: what is set is what is asked for, and mistakes are GL's errors.
#include <cmath>
#include <limits>

#include <GLES/gl.h>
#include <GLES/glext.h>
#include <gtest/gtest.h>

#include "internal/fixed/pipeline.h"

namespace anc::fixed {
namespace {

Values asked(const Pipeline& pipeline, uint32_t name) {
  Values values;
  EXPECT_TRUE(pipeline.get(name, values)) << std::hex << name;
  return values;
}

TEST(Pipeline, StartsAsGlSays) {
  const Pipeline p;
  EXPECT_EQ(asked(p, GL_MATRIX_MODE).value[0], GL_MODELVIEW);
  EXPECT_EQ(asked(p, GL_CURRENT_COLOR).value[3], 1);
  EXPECT_EQ(asked(p, GL_CURRENT_NORMAL).value[2], 1);
  EXPECT_EQ(asked(p, GL_FOG_MODE).value[0], GL_EXP);
  EXPECT_EQ(asked(p, GL_ALPHA_TEST_FUNC).value[0], GL_ALWAYS);
  EXPECT_EQ(asked(p, GL_SHADE_MODEL).value[0], GL_SMOOTH);
  EXPECT_EQ(asked(p, GL_LIGHTING).value[0], 0);
  EXPECT_EQ(asked(p, GL_MULTISAMPLE).value[0], 1);
  EXPECT_GE(asked(p, GL_MAX_TEXTURE_UNITS).value[0], 2) << "the least that ES 1.1 allows";
  EXPECT_GE(asked(p, GL_MAX_MODELVIEW_STACK_DEPTH).value[0], 16);
  EXPECT_EQ(asked(p, GL_MAX_LIGHTS).value[0], 8);
  EXPECT_EQ(p.lighting().light(0).diffuse, (Vec4{1, 1, 1, 1}));
  EXPECT_EQ(p.lighting().light(1).diffuse, (Vec4{0, 0, 0, 1}));
}

TEST(Pipeline, EachMatrixModeHasAStackOfItsOwn) {
  Pipeline p;
  EXPECT_EQ(p.set_matrix_mode(GL_FOG), GL_INVALID_ENUM);
  p.multiply_matrix(translation(1, 0, 0));
  EXPECT_EQ(p.set_matrix_mode(GL_PROJECTION), 0u);
  p.load_matrix(scaling(2, 2, 2));
  EXPECT_EQ(p.set_matrix_mode(GL_TEXTURE), 0u);
  EXPECT_EQ(p.set_active_unit(GL_TEXTURE1), 0u);
  p.load_matrix(scaling(3, 3, 3));
  EXPECT_EQ(asked(p, GL_MODELVIEW_MATRIX).value[12], 1);
  EXPECT_EQ(asked(p, GL_PROJECTION_MATRIX).value[0], 2);
  EXPECT_EQ(asked(p, GL_TEXTURE_MATRIX).value[0], 3);
  EXPECT_EQ(p.unit(0).matrices.top(), Matrix());
  EXPECT_EQ(p.set_active_unit(GL_TEXTURE0 + kTextureUnits), GL_INVALID_ENUM);
}

TEST(Pipeline, StacksOverflowAndUnderflow) {
  Pipeline p;
  EXPECT_EQ(p.pop_matrix(), GL_STACK_UNDERFLOW);
  for (int i = 1; i < 32; ++i) ASSERT_EQ(p.push_matrix(), 0u) << i;
  EXPECT_EQ(p.push_matrix(), GL_STACK_OVERFLOW);
  EXPECT_EQ(asked(p, GL_MODELVIEW_STACK_DEPTH).value[0], 32);
}

TEST(Pipeline, ProjectionsWithoutExtentAreRefused) {
  Pipeline p;
  EXPECT_EQ(p.frustum({0, 0, 0, 1, 1, 2}), GL_INVALID_VALUE);
  EXPECT_EQ(p.frustum({-1, 1, -1, 1, 0, 2}), GL_INVALID_VALUE);
  EXPECT_EQ(p.orthographic({-1, 1, -1, 1, 3, 3}), GL_INVALID_VALUE);
  EXPECT_EQ(p.frustum({-1, 1, -1, 1, std::nanf(""), 2}), GL_INVALID_VALUE);
  EXPECT_EQ(p.modelview(), Matrix());
}

TEST(Pipeline, LightsAreKeptInEyeSpace) {
  Pipeline p;
  p.multiply_matrix(translation(0, 0, -5));
  const float position[] = {1, 2, 3, 1}, direction[] = {0, 0, -1};
  EXPECT_EQ(p.set_light(GL_LIGHT2, GL_POSITION, position), 0u);
  EXPECT_EQ(p.set_light(GL_LIGHT2, GL_SPOT_DIRECTION, direction), 0u);
  p.load_matrix({});
  EXPECT_EQ(p.lighting().light(2).position, (Vec4{1, 2, -2, 1}));
  EXPECT_EQ(p.lighting().light(2).spot_direction, (Vec3{0, 0, -1}));
  const float wrong[] = {100};
  EXPECT_EQ(p.set_light(GL_LIGHT2, GL_SPOT_CUTOFF, wrong), GL_INVALID_VALUE);
  EXPECT_EQ(p.set_light(GL_LIGHT0 + 8, GL_POSITION, position), GL_INVALID_ENUM);
  EXPECT_EQ(p.set_light(GL_LIGHT0, GL_FOG, position), GL_INVALID_ENUM);
  const float negative[] = {-1};
  EXPECT_EQ(p.set_light(GL_LIGHT0, GL_LINEAR_ATTENUATION, negative), GL_INVALID_VALUE);
}

TEST(Pipeline, ATrackedColourBecomesTheMaterialAndStays) {
  Pipeline p;
  p.set_color({0.1F, 0.2F, 0.3F, 0.4F});
  EXPECT_NE(p.lighting().material().diffuse[0], 0.1F);
  EXPECT_TRUE(p.enable(GL_COLOR_MATERIAL, true));
  EXPECT_EQ(p.lighting().material().ambient, (Vec4{0.1F, 0.2F, 0.3F, 0.4F}));
  const float other[] = {1, 1, 1, 1};
  EXPECT_EQ(p.set_material(GL_FRONT_AND_BACK, GL_DIFFUSE, other), 0u);
  EXPECT_EQ(p.lighting().material().diffuse[0], 0.1F) << "not while colours are tracked";
  p.set_color({0.5F, 0, 0, 1});
  EXPECT_TRUE(p.enable(GL_COLOR_MATERIAL, false));
  EXPECT_EQ(p.lighting().material().diffuse[0], 0.5F);
  EXPECT_EQ(p.set_material(GL_FRONT, GL_DIFFUSE, other), GL_INVALID_ENUM);
}

TEST(Pipeline, ClipPlanesAreAskedForInEyeSpace) {
  Pipeline p;
  p.multiply_matrix(translation(0, 0, -2));
  const float equation[] = {0, 0, 1, 1};
  EXPECT_EQ(p.set_clip_plane(GL_CLIP_PLANE1, equation), 0u);
  Values values;
  EXPECT_EQ(p.get_clip_plane(GL_CLIP_PLANE1, values), 0u);
  EXPECT_EQ(values.value[3], 3);
  EXPECT_EQ(p.set_clip_plane(GL_CLIP_PLANE0 + kClipPlanes, equation), GL_INVALID_ENUM);
  EXPECT_TRUE(p.enable(GL_CLIP_PLANE1, true));
  EXPECT_EQ(p.clip_mask(), 2u);
}

TEST(Pipeline, FogRefusesWhatGlRefuses) {
  Pipeline p;
  const float linear[] = {GL_LINEAR}, wrong[] = {GL_REPEAT}, negative[] = {-1};
  const float not_a_number[] = {std::numeric_limits<float>::quiet_NaN()};
  EXPECT_EQ(p.set_fog(GL_FOG_MODE, linear), 0u);
  EXPECT_EQ(p.set_fog(GL_FOG_MODE, wrong), GL_INVALID_ENUM);
  EXPECT_EQ(p.set_fog(GL_FOG_MODE, not_a_number), GL_INVALID_ENUM);
  EXPECT_EQ(p.set_fog(GL_FOG_DENSITY, negative), GL_INVALID_VALUE);
  EXPECT_EQ(p.fog().mode, static_cast<uint32_t>(GL_LINEAR));
}

TEST(Pipeline, CapabilitiesOfOthersAreNotItsOwn) {
  Pipeline p;
  EXPECT_FALSE(p.enable(GL_BLEND, true));
  EXPECT_FALSE(p.is_enabled(GL_DEPTH_TEST));
  EXPECT_TRUE(p.enable(GL_TEXTURE_2D, true));
  EXPECT_EQ(p.is_enabled(GL_TEXTURE_2D), true);
  EXPECT_EQ(p.set_active_unit(GL_TEXTURE1), 0u);
  EXPECT_EQ(p.is_enabled(GL_TEXTURE_2D), false) << "each unit has its own";
}

TEST(Pipeline, EachGroupsRevisionGrowsWithItsState) {
  Pipeline p;
  const uint64_t transform = p.revision(Group::kTransform);
  const uint64_t lighting = p.revision(Group::kLighting);
  p.multiply_matrix(scaling(2, 2, 2));
  EXPECT_GT(p.revision(Group::kTransform), transform);
  EXPECT_EQ(p.revision(Group::kLighting), lighting);
  EXPECT_TRUE(p.enable(GL_LIGHT3, true));
  EXPECT_GT(p.revision(Group::kLighting), lighting);
}

TEST(TextureEnv, KeepsWhatGlAcceptsAndRefusesTheRest) {
  TextureEnv env;
  const auto set = [&](uint32_t name, float value) {
    return env.set(GL_TEXTURE_ENV, name, &value);
  };
  EXPECT_EQ(set(GL_TEXTURE_ENV_MODE, GL_COMBINE), 0u);
  EXPECT_EQ(set(GL_TEXTURE_ENV_MODE, GL_LINEAR), GL_INVALID_ENUM);
  EXPECT_EQ(set(GL_COMBINE_RGB, GL_DOT3_RGBA), 0u);
  EXPECT_EQ(set(GL_COMBINE_ALPHA, GL_DOT3_RGBA), GL_INVALID_ENUM);
  EXPECT_EQ(set(GL_SRC1_RGB, GL_TEXTURE3), 0u) << "crossbar";
  EXPECT_EQ(set(GL_OPERAND0_ALPHA, GL_SRC_COLOR), GL_INVALID_ENUM);
  EXPECT_EQ(set(GL_RGB_SCALE, 3), GL_INVALID_VALUE);
  EXPECT_EQ(set(GL_ALPHA_SCALE, 4), 0u);
  EXPECT_EQ(env.rgb.source[1], static_cast<uint32_t>(GL_TEXTURE3));
  EXPECT_EQ(env.alpha.scale, 4);
  const float on = 1;
  EXPECT_EQ(env.set(GL_POINT_SPRITE_OES, GL_COORD_REPLACE_OES, &on), 0u);
  Values values;
  EXPECT_EQ(env.get(GL_POINT_SPRITE_OES, GL_COORD_REPLACE_OES, values), 0u);
  EXPECT_EQ(values.value[0], 1);
  EXPECT_EQ(env.get(GL_TEXTURE_ENV, GL_SRC1_RGB, values), 0u);
  EXPECT_EQ(values.value[0], GL_TEXTURE3);
}

TEST(Texture, IsCompleteWithAllLevelsThatItsFilterWants) {
  Texture texture;
  EXPECT_FALSE(texture.complete());
  texture.define(0, GL_RGB, 4, 2);
  EXPECT_FALSE(texture.complete()) << "the default filter wants levels";
  texture.mipmapped = false;
  EXPECT_TRUE(texture.complete());
  texture.mipmapped = true;
  texture.define(1, GL_RGB, 2, 1);
  texture.define(2, GL_RGB, 1, 1);
  EXPECT_TRUE(texture.complete());
  texture.define(40, GL_RGB, 1, 1);
  EXPECT_EQ(texture.levels, 7u) << "there is no such level";
}

TEST(Values, BecomeIntegersByTheirKind) {
  Values colour, number, bits;
  colour.kind = Values::Kind::kNormalised;
  bits.bits = true;
  EXPECT_EQ(to_integer(colour, 1), 2147483647);
  EXPECT_EQ(to_integer(colour, -1), -2147483647);
  EXPECT_EQ(to_integer(number, 2.5F), 3);
  EXPECT_EQ(to_integer(number, 1e30F), 2147483647);
  EXPECT_EQ(to_integer(number, std::nanf("")), 0);
  EXPECT_EQ(to_integer(bits, 1), 0x3F800000);
  EXPECT_EQ(to_fixed(1.5F), 98304);
  EXPECT_EQ(to_fixed(-40000), std::numeric_limits<int32_t>::min());
  EXPECT_EQ(from_fixed(-98304), -1.5F);
}

}  // namespace
}  // namespace anc::fixed
