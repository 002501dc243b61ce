// The frame number's bar code: where it stands, and that it can be read back.
#include "cmd/ancloud-guest/barcode.h"

#include <vector>

#include <gtest/gtest.h>

namespace anc::guest {
namespace {

TEST(BarCode, StandsWhereItsDescriptionSays) {
  const BarCodeShape shape = bar_code_shape(720, 1280);
  EXPECT_EQ(shape.blocks.front().left, 40);
  EXPECT_EQ(shape.blocks.back().right, 680);
  for (const Box& block : shape.blocks) {
    EXPECT_EQ(block.right - block.left, 40);
    EXPECT_EQ(block.top, 1214);
    EXPECT_EQ(block.bottom, 1254);
  }
}

TEST(BarCode, EveryNumberIsReadBackFromItsBlocks) {
  for (uint64_t frame = 0; frame < 0x30000; frame += 7) {
    uint64_t read = 0;
    for (int i = 0; i < 16; ++i) read = read << 1 | (bar_code_bit(frame, i) ? 1 : 0);
    ASSERT_EQ(read, frame % 0x10000);
  }
}

TEST(BarCode, LiesInsideAnyUsualDisplayWithItsBordersApart) {
  for (const auto& [width, height] :
       {std::pair(720, 1280), {1280, 720}, {1080, 2340}, {320, 240}, {144, 256}, {1920, 1080}}) {
    const BarCodeShape shape = bar_code_shape(width, height);
    EXPECT_GE(shape.border.left, 0);
    EXPECT_LE(shape.border.right, width);
    EXPECT_LE(shape.border.bottom, height);
    EXPECT_LT(shape.border.top, shape.blocks[0].top);
    EXPECT_GT(shape.blocks[0].right - shape.blocks[0].left, 3) << width << "x" << height;
  }
}

}  // namespace
}  // namespace anc::guest
