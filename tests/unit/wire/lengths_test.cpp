// Length rules: what an honest guest sends beside what GL reads.
#include "internal/wire/lengths.h"

#include <gtest/gtest.h>

namespace anc::test {
namespace {
constexpr uint32_t kRgb = 0x1907, kRgba = 0x1908, kLuminance = 0x1909;
constexpr uint32_t kByte8 = 0x1401, kFloat = 0x1406, k565 = 0x8363, kHalf = 0x8D61;
}  // namespace

TEST(Lengths, TheGuestPadsEveryRow) {
  EXPECT_EQ(wire::image_bytes(kRgba, kByte8, 3, 2, 4), 24u);
  EXPECT_EQ(wire::image_bytes(kRgb, kByte8, 3, 2, 4), 24u);
  EXPECT_EQ(wire::image_bytes(kRgb, kByte8, 3, 2, 1), 18u);
  EXPECT_EQ(wire::image_bytes(kRgb, k565, 5, 3, 8), 48u);
  EXPECT_EQ(wire::image_bytes(kLuminance, kByte8, 1, 5, 8), 40u);
  EXPECT_EQ(wire::image_bytes(kRgba, kByte8, 0, 2, 4), 0u);
  EXPECT_EQ(wire::image_bytes(kRgba, kByte8, 2, -1, 4), 0u);
  EXPECT_EQ(wire::tight_bytes(kRgb, k565, 5, 3), 30u);
}

TEST(Lengths, TheGuestCountsFloatsAsFourBytesAPixelAndGlDoesNot) {
  EXPECT_EQ(wire::image_bytes(kRgba, kFloat, 2, 2, 4), 16u);
  EXPECT_EQ(wire::gl_image_bytes(kRgba, kFloat, 2, 2, 1, 4), 64u);
  EXPECT_EQ(wire::image_bytes(kRgba, kHalf, 2, 2, 4), 0u);
  EXPECT_EQ(wire::gl_image_bytes(kRgba, kHalf, 2, 2, 1, 4), 32u);
}

TEST(Lengths, GlReadsTheLastRowWithoutPadding) {
  EXPECT_EQ(wire::gl_image_bytes(kRgb, kByte8, 3, 2, 1, 4), 12u + 9u);
  EXPECT_EQ(wire::gl_image_bytes(kRgb, kByte8, 3, 2, 2, 4), 3 * 12u + 9u);
  EXPECT_EQ(wire::gl_image_bytes(kRgba, kByte8, 0, 2, 1, 4), 0u);
}

TEST(Lengths, GlNeverReadsMoreThanAnHonestGuestSendsForEightBitImages) {
  for (const uint32_t format : {0x1906u, kRgb, kRgba, kLuminance, 0x190Au}) {
    for (const uint32_t alignment : {1u, 2u, 4u, 8u}) {
      for (int width = 1; width < 9; ++width) {
        const auto need = wire::gl_image_bytes(format, kByte8, width, 3, 1, alignment);
        ASSERT_TRUE(need);
        EXPECT_LE(*need, wire::image_bytes(format, kByte8, width, 3, alignment));
      }
    }
  }
}

TEST(Lengths, NothingOverflows) {
  constexpr int32_t kMost = 0x7FFFFFFF;
  EXPECT_EQ(wire::gl_image_bytes(kRgba, kFloat, kMost, kMost, kMost, 8), UINT64_MAX);
  EXPECT_GT(wire::image_bytes(kRgba, kByte8, kMost, kMost, 8), uint64_t{1} << 60);
  EXPECT_FALSE(wire::gl_image_bytes(kRgba, kByte8, -1, 1, 1, 4));
  EXPECT_FALSE(wire::gl_image_bytes(kRgba, k565, 1, 1, 1, 4));
  EXPECT_FALSE(wire::gl_image_bytes(0x1234, kByte8, 1, 1, 1, 4));
}

TEST(Lengths, CountsOfEnumsAndSizesOfTypes) {
  EXPECT_EQ(wire::pname_count(0x0BA2), 4u);   // GL_VIEWPORT
  EXPECT_EQ(wire::pname_count(0x0D3A), 2u);   // GL_MAX_VIEWPORT_DIMS
  EXPECT_EQ(wire::pname_count(0x0BA6), 16u);  // GL_MODELVIEW_MATRIX
  EXPECT_EQ(wire::pname_count(0x1204), 3u);   // GL_SPOT_DIRECTION
  EXPECT_EQ(wire::pname_count(0x0D33), 1u);   // GL_MAX_TEXTURE_SIZE
  EXPECT_EQ(wire::uniform_bytes(0x8B5C), 64u);
  EXPECT_EQ(wire::uniform_bytes(0x8B5E), 4u);
  EXPECT_EQ(wire::uniform_bytes(0), 0u);
  EXPECT_EQ(wire::component_bytes(0x1403), 2u);
  EXPECT_EQ(wire::component_bytes(0x140C), 4u);
}

}  // namespace anc::test
