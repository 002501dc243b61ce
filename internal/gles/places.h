// Where rectangles lie that guests name: drivers add places and sizes in 32 bits.
#pragma once

#include <algorithm>
#include <cstdint>

namespace anc::gles {

/// Pixels; beyond any picture of any driver, and far from overflow in sums. Mesa 22.3 writes and
/// reads at random when x + width leaves 32 bits.
inline constexpr int32_t kFarthest = 1 << 24;

/// A place to read from: outside a picture it is all the same how far.
constexpr int32_t nearby(int32_t place) { return std::clamp(place, -kFarthest, kFarthest); }

/// Whether a rectangle to write to can lie in any picture.
constexpr bool within_reach(int32_t x, int32_t y, int32_t width, int32_t height) {
  return x >= 0 && y >= 0 && width >= 0 && height >= 0 && x <= kFarthest && y <= kFarthest &&
         width <= kFarthest && height <= kFarthest;
}

}  // namespace anc::gles
