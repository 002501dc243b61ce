// Colour buffer pixels: rectangles, sizes, conversions.
#include "internal/gles/pixels.h"

#include <climits>
#include <vector>

#include <gtest/gtest.h>

#include "internal/gles/gl_api.h"

namespace anc::gles {
namespace {

TEST(PixelRect, MustLieWhollyInside) {
  EXPECT_TRUE((PixelRect{0, 0, 10, 20}).inside(10, 20));
  EXPECT_TRUE((PixelRect{9, 19, 1, 1}).inside(10, 20));
  EXPECT_FALSE((PixelRect{1, 0, 10, 20}).inside(10, 20));
  EXPECT_FALSE((PixelRect{0, 0, 10, 21}).inside(10, 20));
  EXPECT_FALSE((PixelRect{-1, 0, 2, 2}).inside(10, 20));
  EXPECT_FALSE((PixelRect{0, 0, 0, 2}).inside(10, 20));
  EXPECT_FALSE((PixelRect{INT_MAX, 0, INT_MAX, 1}).inside(10, 20));
}

TEST(Pixels, OnlyKnownPairsHaveASize) {
  EXPECT_EQ(pixel_bytes(GL_RGBA, GL_UNSIGNED_BYTE), 4u);
  EXPECT_EQ(pixel_bytes(GL_BGRA_EXT, GL_UNSIGNED_BYTE), 4u);
  EXPECT_EQ(pixel_bytes(GL_RGB, GL_UNSIGNED_BYTE), 3u);
  EXPECT_EQ(pixel_bytes(GL_RGB, GL_UNSIGNED_SHORT_5_6_5), 2u);
  EXPECT_FALSE(pixel_bytes(GL_RGBA, GL_FLOAT));
  EXPECT_FALSE(pixel_bytes(GL_RGBA, GL_UNSIGNED_SHORT_5_6_5));
  EXPECT_FALSE(pixel_bytes(GL_LUMINANCE, GL_UNSIGNED_BYTE));
}

// Every value that a narrow format can hold comes back as it was.
TEST(Pixels, NarrowFormatsSurviveTheRoundTrip) {
  const std::pair<uint32_t, uint32_t> formats[] = {{GL_RGB, GL_UNSIGNED_SHORT_5_6_5},
                                                   {GL_RGBA, GL_UNSIGNED_SHORT_5_5_5_1},
                                                   {GL_RGBA, GL_UNSIGNED_SHORT_4_4_4_4}};
  std::vector<uint16_t> words(65536);
  for (size_t i = 0; i < words.size(); ++i) words[i] = static_cast<uint16_t>(i);
  for (const auto& [format, type] : formats) {
    std::vector<uint8_t> rgba(words.size() * 4);
    std::vector<uint16_t> back(words.size());
    unpack_pixels(format, type, std::as_bytes(std::span(words)), rgba);
    pack_pixels(format, type, rgba, std::as_writable_bytes(std::span(back)));
    EXPECT_EQ(back, words) << std::hex << type;
  }
}

TEST(Pixels, BytesKeepTheirChannels) {
  const uint8_t rgb[] = {10, 20, 30, 40, 50, 60};
  std::vector<uint8_t> rgba(8);
  unpack_pixels(GL_RGB, GL_UNSIGNED_BYTE, std::as_bytes(std::span(rgb)), rgba);
  EXPECT_EQ(rgba, (std::vector<uint8_t>{10, 20, 30, 255, 40, 50, 60, 255}));
  const uint8_t bgra[] = {1, 2, 3, 4};
  unpack_pixels(GL_BGRA_EXT, GL_UNSIGNED_BYTE, std::as_bytes(std::span(bgra)),
                std::span(rgba).first(4));
  EXPECT_EQ(rgba[0], 3);
  EXPECT_EQ(rgba[2], 1);
  EXPECT_EQ(rgba[3], 4);
  std::vector<uint8_t> back(6);
  pack_pixels(GL_RGB, GL_UNSIGNED_BYTE, std::vector<uint8_t>{10, 20, 30, 0, 40, 50, 60, 0},
              std::as_writable_bytes(std::span(back)));
  EXPECT_EQ(back, (std::vector<uint8_t>{10, 20, 30, 40, 50, 60}));
}

}  // namespace
}  // namespace anc::gles
