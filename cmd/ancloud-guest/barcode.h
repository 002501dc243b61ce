// The frame number as a bar code that a test reads from a screenshot.
//
// A display of W x H holds, at its bottom, a strip: 16 blocks of equal width, most significant bit
// of (frame modulo 65536) first, white for 1 and black for 0, inside a grey border that is a third
// of a block thick. With u the smaller of W / 18 and H / 32 (whole pixels), the first block's left
// edge is (W - 16u) / 2, the blocks' bottom edge is 2u / 3 above the display's, and a block is u
// wide and u high. At 720x1280: u = 40, blocks from x = 40 to 680, y = 1214 to 1254 counted from
// the top.
#pragma once

#include <array>
#include <cstdint>

namespace anc::guest {

/// Pixels, top-left origin.
struct Box {
  int left, top, right, bottom;
};

struct BarCodeShape {
  Box border;                  ///< around all blocks
  std::array<Box, 16> blocks;  ///< most significant first
};

inline constexpr uint8_t kBarCodeGrey = 128;

BarCodeShape bar_code_shape(int width, int height);
/// Whether block `index` (0 = most significant) is white in frame number `frame`.
constexpr bool bar_code_bit(uint64_t frame, int index) { return (frame >> (15 - index) & 1) != 0; }

}  // namespace anc::guest
