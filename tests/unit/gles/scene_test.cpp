// Where layers land, and which do not show.
#include "internal/gles/scene.h"

#include <climits>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "internal/gles/reducer.h"

namespace anc::gles {
namespace {

constexpr port::Display kDisplay{320, 240, 160};

TEST(Scene, AWholeBufferOnTheWholeDisplayFillsClipSpaceTopFirst) {
  const auto quad = layer_quad({0, 0, 64, 48}, {0, 0, 320, 240}, 64, 48, kDisplay);
  ASSERT_TRUE(quad);
  EXPECT_EQ(*quad, (Quad{-1, -1, 0, 0, 1, -1, 1, 0, -1, 1, 0, 1, 1, 1, 1, 1}));
}

TEST(Scene, CropAndFrameAreExact) {
  const auto quad = layer_quad({16, 12, 32, 24}, {80, 60, 160, 120}, 64, 48, kDisplay);
  ASSERT_TRUE(quad);
  EXPECT_EQ(*quad, (Quad{-0.5F, -0.5F, 0.25F, 0.25F, 0, -0.5F, 0.5F, 0.25F, -0.5F, 0, 0.25F, 0.5F,
                         0, 0, 0.5F, 0.5F}));
}

TEST(Scene, WhatCannotShowIsLeftOut) {
  EXPECT_FALSE(layer_quad({0, 0, 64, 48}, {10, 10, 10, 40}, 64, 48, kDisplay));
  EXPECT_FALSE(layer_quad({0, 0, 64, 48}, {40, 10, 10, 40}, 64, 48, kDisplay));
  EXPECT_FALSE(layer_quad({0, 0, 64, 48}, {320, 0, 400, 40}, 64, 48, kDisplay));
  EXPECT_FALSE(layer_quad({0, 0, 64, 48}, {-40, -40, 0, 0}, 64, 48, kDisplay));
  EXPECT_FALSE(layer_quad({0, 0, 0, 0}, {0, 0, 10, 10}, 0, 0, kDisplay));
}

TEST(Scene, ExtremeRectanglesDoNotOverflow) {
  const auto quad = layer_quad({INT_MIN, INT_MIN, INT_MAX, INT_MAX},
                               {INT_MIN, INT_MIN, INT_MAX, INT_MAX}, 1, 1, kDisplay);
  ASSERT_TRUE(quad);
  for (const float value : *quad) EXPECT_TRUE(std::isfinite(value));
  EXPECT_LT((*quad)[0], -1);
  EXPECT_GT((*quad)[4], 1);
}

TEST(Scene, AlphaIsClampedAndNeverNotANumber) {
  EXPECT_EQ(clean_alpha(0.25F), 0.25F);
  EXPECT_EQ(clean_alpha(7), 1);
  EXPECT_EQ(clean_alpha(-7), 0);
  EXPECT_EQ(clean_alpha(std::numeric_limits<float>::quiet_NaN()), 0);
  EXPECT_EQ(clean_alpha(std::numeric_limits<float>::infinity()), 1);
}

TEST(Scene, OnlyPicturesTwiceTheDisplayInBothDirectionsAreHalved) {
  EXPECT_EQ(halvings(640, 480, 320, 240), 1);
  EXPECT_EQ(halvings(639, 480, 320, 240), 0);
  EXPECT_EQ(halvings(8192, 480, 320, 240), 1);
  EXPECT_EQ(halvings(1280, 960, 320, 240), 2);
  EXPECT_EQ(halvings(UINT32_MAX, UINT32_MAX, 0, 0), 0);
}

TEST(Scene, OnlyTheMousePointerIsHidden) {
  EXPECT_TRUE(hidden_layer("Sprite"));
  EXPECT_FALSE(hidden_layer("Sprite1"));
  EXPECT_FALSE(hidden_layer("org.anbox.surface.1"));
}

}  // namespace
}  // namespace anc::gles
