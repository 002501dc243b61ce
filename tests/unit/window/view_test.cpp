// Where pixels of the display lie in windows of any size, and back.
#include "internal/port/view.h"

#include <gtest/gtest.h>

namespace anc::test {
namespace {

TEST(View, EveryPixelOfTheDisplayComesBackFromItsMiddle) {
  for (const port::Display display :
       {port::Display{.width = 72, .height = 128}, port::Display{.width = 128, .height = 72}}) {
    for (const auto& [width, height] : {std::pair{72, 128}, {100, 100}, {33, 91}, {1000, 37}}) {
      const auto view = port::View::fit(display, width, height);
      for (int32_t y = 0; y < static_cast<int32_t>(display.height); ++y) {
        for (int32_t x = 0; x < static_cast<int32_t>(display.width); ++x) {
          const auto at = port::to_display(view, view.left + (x + 0.5) * view.scale,
                                           view.top + (y + 0.5) * view.scale);
          ASSERT_EQ(at.x, x);
          ASSERT_EQ(at.y, y);
          ASSERT_TRUE(port::contains(display, at));
        }
      }
    }
  }
}

TEST(View, TheBordersAreNoPartOfTheDisplay) {
  const port::Display display{.width = 100, .height = 100};
  const auto view = port::View::fit(display, 200, 100);
  EXPECT_EQ(view.left, 50);
  EXPECT_FALSE(port::contains(display, port::to_display(view, 49.9, 50)));
  EXPECT_TRUE(port::contains(display, port::to_display(view, 50, 50)));
  EXPECT_TRUE(port::contains(display, port::to_display(view, 149.9, 50)));
  EXPECT_FALSE(port::contains(display, port::to_display(view, 150, 50)));
}

}  // namespace
}  // namespace anc::test
