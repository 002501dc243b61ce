// Turning by quarters: see orientation.h.
#include "cmd/ancloud-guest/orientation.h"

#include <cmath>

namespace anc::guest {
namespace {
constexpr double kTilted = 5;  // m/s² in the plane of the screen: 30 degrees out of flat
}

Frame Orientation::to_framebuffer(const Frame& upright) const {
  const auto& [left, top, right, bottom] = upright;
  switch (quarters) {
    case 1:
      return {width - bottom, left, width - top, right};
    case 2:
      return {width - right, height - bottom, width - left, height - top};
    case 3:
      return {top, height - right, bottom, height - left};
    default:
      return upright;
  }
}

Point Orientation::to_upright(const Point& at) const {
  switch (quarters) {
    case 1:
      return {at.y, width - 1 - at.x};
    case 2:
      return {width - 1 - at.x, height - 1 - at.y};
    case 3:
      return {height - 1 - at.y, at.x};
    default:
      return at;
  }
}

int quarters_by_gravity(double x, double y, int before) {
  if (!(std::hypot(x, y) > kTilted)) return before;
  if (std::abs(x) > std::abs(y)) return x > 0 ? 1 : 3;
  return y > 0 ? 0 : 2;
}

}  // namespace anc::guest
