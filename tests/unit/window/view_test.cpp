// Where pixels of the display lie in windows of any size and turn, and back.
#include "internal/port/view.h"

#include <gtest/gtest.h>

#include "internal/port/turned.h"
#include "internal/window/picture.h"

namespace anc::test {
namespace {
using port::Rotation;
constexpr Rotation kRotations[] = {Rotation::k0, Rotation::k90, Rotation::k180, Rotation::k270};

TEST(View, EveryPixelOfTheDisplayComesBackFromItsMiddle) {
  for (const auto& [wide, high] : {std::pair{72u, 128u}, {128u, 72u}, {37u, 61u}, {1u, 5u}}) {
    for (const Rotation rotation : kRotations) {
      const port::Display display{.width = wide, .height = high, .rotation = rotation};
      for (const auto& [width, height] : {std::pair{72, 128}, {100, 100}, {33, 91}, {1000, 37}}) {
        const auto view = port::View::fit(display, width, height);
        for (int32_t y = 0; y < static_cast<int32_t>(high); ++y) {
          for (int32_t x = 0; x < static_cast<int32_t>(wide); ++x) {
            const port::Place seen = port::to_seen(display, {x, y});
            const auto at = port::to_display(display, view, view.left + (seen.x + 0.5) * view.scale,
                                             view.top + (seen.y + 0.5) * view.scale);
            ASSERT_EQ(at, (port::Place{x, y}));
            ASSERT_TRUE(port::contains(display, at));
          }
        }
      }
    }
  }
}

TEST(View, ADeviceThatIsTurnedCounterClockwiseHasItsTopAtTheLeft) {
  const port::Display display{.width = 3, .height = 5, .rotation = Rotation::k90};
  EXPECT_EQ(display.seen_width(), 5u);
  EXPECT_EQ(display.seen_height(), 3u);
  EXPECT_EQ(port::to_seen(display, {2, 0}), (port::Place{0, 0}));  // its top right corner
  EXPECT_EQ(port::to_seen(display, {0, 0}), (port::Place{0, 2}));
  EXPECT_EQ(port::to_seen(display, {2, 4}), (port::Place{4, 0}));
}

TEST(View, TheBordersAreNoPartOfTheDisplay) {
  for (const Rotation rotation : kRotations) {
    const port::Display display{.width = 100, .height = 100, .rotation = rotation};
    const auto view = port::View::fit(display, 200, 100);
    EXPECT_EQ(view.left, 50);
    EXPECT_FALSE(port::contains(display, port::to_display(display, view, 49.9, 50)));
    EXPECT_TRUE(port::contains(display, port::to_display(display, view, 50, 50)));
    EXPECT_TRUE(port::contains(display, port::to_display(display, view, 149.9, 50)));
    EXPECT_FALSE(port::contains(display, port::to_display(display, view, 150, 50)));
  }
}

/// Each pixel says where it is.
port::Frame numbered(uint32_t width, uint32_t height, Rotation rotation) {
  port::Frame frame{.number = 5,
                    .width = width,
                    .height = height,
                    .rotation = rotation,
                    .geometry = 9,
                    .pixels = {}};
  for (uint32_t y = 0; y < height; ++y) {
    for (uint32_t x = 0; x < width; ++x) {
      for (const uint32_t value : {x, y, 7u, 255u}) frame.pixels.push_back(std::byte(value));
    }
  }
  return frame;
}

TEST(View, APictureThatIsTurnedShowsEachPixelWhereItIsSeen) {
  for (const auto& [width, height] : {std::pair{5u, 3u}, {1u, 7u}, {4u, 1u}, {1u, 1u}}) {
    for (const Rotation rotation : kRotations) {
      const port::Frame frame = numbered(width, height, rotation);
      const port::Frame seen = port::turned(frame);
      const port::Display shape{.width = width, .height = height, .rotation = rotation};
      ASSERT_EQ(seen.width, shape.seen_width());
      ASSERT_EQ(seen.height, shape.seen_height());
      ASSERT_EQ(seen.pixels.size(), frame.pixels.size());
      EXPECT_EQ(seen.rotation, Rotation::k0);
      EXPECT_EQ(seen.number, 5u);
      EXPECT_EQ(seen.geometry, 9u);
      for (uint32_t y = 0; y < seen.height; ++y) {
        for (uint32_t x = 0; x < seen.width; ++x) {
          const std::byte* pixel = seen.pixels.data() + (y * seen.width + x) * 4;
          const port::Place from =
              port::to_framebuffer(shape, {static_cast<int32_t>(x), static_cast<int32_t>(y)});
          ASSERT_EQ(static_cast<int32_t>(pixel[0]), from.x);
          ASSERT_EQ(static_cast<int32_t>(pixel[1]), from.y);
          ASSERT_EQ(pixel[3], std::byte{255});
        }
      }
    }
  }
}

TEST(View, TheWindowDrawsTheSameTurnAsItMapsTouches) {
  constexpr port::Display kShape{.width = 2, .height = 2};
  for (const Rotation rotation : kRotations) {
    port::Display display = kShape;
    display.rotation = rotation;
    const auto from = window::corners(rotation);
    constexpr port::Place kSeen[] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};  // clockwise
    for (size_t i = 0; i < from.size(); ++i) {
      const port::Place pixel = port::to_framebuffer(display, kSeen[i]);
      EXPECT_EQ(from[i].u, static_cast<float>(pixel.x));
      EXPECT_EQ(from[i].v, static_cast<float>(pixel.y));
    }
  }
}

}  // namespace
}  // namespace anc::test
