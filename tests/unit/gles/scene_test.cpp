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

TEST(Scene, ALayerThatCoversTheDisplayPixelForPixelIsCopied) {
  EXPECT_EQ(copied_from({0, 0, 320, 240}, {0, 0, 320, 240}, 320, 240, kDisplay), (Place{0, 0}));
  // A part of a larger buffer, and one that hangs over the display's edges.
  EXPECT_EQ(copied_from({5, 7, 325, 247}, {0, 0, 320, 240}, 400, 400, kDisplay), (Place{5, 7}));
  EXPECT_EQ(copied_from({0, 0, 400, 400}, {-30, -40, 370, 360}, 400, 400, kDisplay),
            (Place{30, 40}));
}

TEST(Scene, EveryOtherLayerIsDrawn) {
  EXPECT_FALSE(copied_from({0, 0, 160, 120}, {0, 0, 320, 240}, 160, 120, kDisplay));   // scaled
  EXPECT_FALSE(copied_from({0, 0, 320, 240}, {1, 0, 321, 240}, 320, 240, kDisplay));   // beside
  EXPECT_FALSE(copied_from({0, 0, 320, 239}, {0, 0, 320, 239}, 320, 239, kDisplay));   // too low
  EXPECT_FALSE(copied_from({0, 0, 320, 240}, {0, 0, 320, 240}, 319, 240, kDisplay));   // outside
  EXPECT_FALSE(copied_from({-1, 0, 319, 240}, {0, 0, 320, 240}, 320, 240, kDisplay));  // outside
  EXPECT_FALSE(copied_from({320, 0, 0, 240}, {0, 0, 320, 240}, 320, 240, kDisplay));   // mirrored
  EXPECT_FALSE(copied_from({0, 0, 0, 0}, {INT_MIN, INT_MIN, INT_MAX, INT_MAX}, 1, 1, kDisplay));
  EXPECT_FALSE(copied_from({INT_MIN, INT_MIN, INT_MAX, INT_MAX},
                           {INT_MIN, INT_MIN, INT_MAX, INT_MAX}, 9, 9, kDisplay));
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

TEST(TaskLayers, TheNumberInALayersName) {
  EXPECT_EQ(task_of_layer("org.anbox.surface.7"), 7);
  EXPECT_EQ(task_of_layer("org.anbox.surface.2147483647"), INT_MAX);
  for (const char* other :
       {"", "StatusBar", "org.anbox.surface.", "org.anbox.surface.0", "org.anbox.surface.-3",
        "org.anbox.surface.7x", "org.anbox.surface.2147483648", "xorg.anbox.surface.7"}) {
    EXPECT_EQ(task_of_layer(other), 0) << other;
  }
}

Known layer_of(int32_t task, const Edges& frame) {
  return {{.buffer = nullptr, .alpha = 1, .crop = {}, .frame = frame, .task = task}, 0};
}
std::vector<int32_t> tasks_of(const KnownScene& scene) {
  std::vector<int32_t> tasks;
  for (const Known& known : scene) tasks.push_back(known.layer.task);
  return tasks;
}

TEST(TaskLayers, AViewShowsItsTaskAndWhatOfNoTaskLiesAboveIt) {
  // Wallpaper, home, two tasks one of which has a dialog, keyboard.
  const KnownScene scene = {layer_of(0, {0, 0, 320, 240}),   layer_of(1, {0, 0, 320, 240}),
                            layer_of(5, {10, 20, 110, 120}), layer_of(6, {50, 50, 90, 90}),
                            layer_of(5, {30, 40, 60, 70}),   layer_of(0, {0, 100, 320, 240})};
  const std::vector<port::TaskView> all = {
      {5, {10, 20, 110, 120}}, {6, {50, 50, 90, 90}}, {0, {0, 0, 320, 240}}};
  EXPECT_EQ(tasks_of(view_scene(scene, all[0], all)), (std::vector<int32_t>{5, 5, 0}));
  EXPECT_EQ(tasks_of(view_scene(scene, all[1], all)), (std::vector<int32_t>{6, 0}));
  // The rest: nothing is lost.
  EXPECT_EQ(tasks_of(view_scene(scene, all[2], all)), (std::vector<int32_t>{0, 1, 0}));
  const KnownScene shown = view_scene(scene, all[0], all);
  EXPECT_EQ(shown[0].layer.frame, (Edges{0, 0, 100, 100}));
  EXPECT_EQ(shown[1].layer.frame, (Edges{20, 20, 50, 50}));
  EXPECT_EQ(shown[2].layer.frame, (Edges{-10, 80, 310, 220}));
}

TEST(TaskLayers, ATaskThatShowsNothingHasNoPicture) {
  const std::vector<port::TaskView> all = {{5, {0, 0, 10, 10}}, {0, {0, 0, 320, 240}}};
  EXPECT_TRUE(view_scene({layer_of(0, {0, 0, 9, 9})}, all[0], all).empty());
  const KnownScene far = view_scene({layer_of(5, {INT_MIN, INT_MIN, INT_MAX, INT_MAX})},
                                    {5, {300, 200, 310, 210}}, all);
  EXPECT_EQ(far[0].layer.frame, (Edges{INT_MIN, INT_MIN, INT_MAX - 300, INT_MAX - 200}));
}

}  // namespace
}  // namespace anc::gles
