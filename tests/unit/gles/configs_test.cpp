// The table of configs, and eglChooseConfig's choice among them.
#include "internal/gles/configs.h"

#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace anc::gles {
namespace {

std::optional<std::vector<uint32_t>> choose(std::vector<int32_t> attributes) {
  return choose_configs(std::as_bytes(std::span(attributes)));
}

uint32_t attribute(uint32_t config, EGLint name) {
  const auto table = config_table();
  const size_t columns = config_attribute_count();
  for (size_t i = 0; i < columns; ++i) {
    if (table[i] == static_cast<uint32_t>(name)) return table[(config + 1) * columns + i];
  }
  return 0xdeadbeef;
}

TEST(Configs, TheTableHasARowOfNamesAndOnePerConfig) {
  EXPECT_EQ(config_table().size(), (config_count() + 1) * config_attribute_count());
  for (uint32_t config = 0; config < config_count(); ++config) {
    const auto sizes = config_sizes(config);
    ASSERT_TRUE(sizes);
    EXPECT_EQ(attribute(config, EGL_RED_SIZE), static_cast<uint32_t>(sizes->red));
    EXPECT_EQ(attribute(config, EGL_DEPTH_SIZE), static_cast<uint32_t>(sizes->depth));
    EXPECT_EQ(attribute(config, EGL_BUFFER_SIZE),
              static_cast<uint32_t>(sizes->red + sizes->green + sizes->blue + sizes->alpha));
    EXPECT_TRUE(attribute(config, EGL_SURFACE_TYPE) & EGL_WINDOW_BIT);
    EXPECT_TRUE(attribute(config, EGL_RENDERABLE_TYPE) & EGL_OPENGL_ES2_BIT);
  }
  EXPECT_FALSE(config_sizes(static_cast<uint32_t>(config_count())));
}

// The table must fit where Anbox's 40 configs of 32 attributes fitted.
TEST(Configs, TheTableIsNoLargerThanTheOldHosts) {
  EXPECT_LE(config_table().size() * 4, 41u * 32u * 4u);
}

TEST(Configs, AskingForDepthAndAlphaGivesTheSmallestThatHasThem) {
  const auto found = choose({EGL_RED_SIZE, 8, EGL_ALPHA_SIZE, 8, EGL_DEPTH_SIZE, 16, EGL_NONE});
  ASSERT_TRUE(found && !found->empty());
  const auto first = *config_sizes(found->front());
  EXPECT_EQ(first.alpha, 8);
  EXPECT_EQ(first.depth, 16);
  EXPECT_EQ(first.stencil, 0);
  for (const uint32_t config : *found) EXPECT_GE(config_sizes(config)->depth, 16);
}

TEST(Configs, DeepColoursComeFirstOnlyForChannelsThatWereAskedFor) {
  const auto deep = choose({EGL_RED_SIZE, 5, EGL_GREEN_SIZE, 5, EGL_BLUE_SIZE, 5, EGL_NONE});
  ASSERT_TRUE(deep && !deep->empty());
  EXPECT_EQ(config_sizes(deep->front())->red, 8);
  const auto small = choose({EGL_DEPTH_SIZE, 0, EGL_NONE});
  ASSERT_TRUE(small && !small->empty());
  EXPECT_EQ(config_sizes(small->front())->red, 5);
}

TEST(Configs, AWindowOrPbufferIsNoReasonToRefuse) {
  const auto found = choose({EGL_SURFACE_TYPE, EGL_WINDOW_BIT | EGL_SWAP_BEHAVIOR_PRESERVED_BIT,
                             EGL_RENDERABLE_TYPE, EGL_OPENGL_ES2_BIT, EGL_NONE});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->size(), config_count());
}

TEST(Configs, AnUnknownAttributeMatchesNothing) {
  EXPECT_THAT(*choose({0x3142, 1, EGL_NONE}), testing::IsEmpty());
  EXPECT_THAT(*choose({EGL_SAMPLES, 4, EGL_NONE}), testing::IsEmpty());
}

TEST(Configs, AListWithoutItsEndIsRefused) {
  EXPECT_FALSE(choose({EGL_RED_SIZE, 8}));
  EXPECT_FALSE(choose({EGL_RED_SIZE}));
  EXPECT_FALSE(choose({}));
}

TEST(Configs, AnEmptyListMatchesAll) { EXPECT_EQ(choose({EGL_NONE})->size(), config_count()); }

}  // namespace
}  // namespace anc::gles
