// Bar code geometry: see barcode.h.
#include "cmd/ancloud-guest/barcode.h"

#include <algorithm>
#include <cstddef>

namespace anc::guest {

BarCodeShape bar_code_shape(int width, int height) {
  const int unit = std::min(width / 18, height / 32);
  const int edge = unit / 3;
  const int left = (width - 16 * unit) / 2;
  const int bottom = height - 2 * unit / 3;
  const int top = bottom - unit;
  BarCodeShape shape{{left - edge, top - edge, left + 16 * unit + edge, bottom + edge}, {}};
  for (int i = 0; i < 16; ++i) {
    shape.blocks[static_cast<size_t>(i)] = {left + i * unit, top, left + (i + 1) * unit, bottom};
  }
  return shape;
}

}  // namespace anc::guest
