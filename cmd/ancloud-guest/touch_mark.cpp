// A soft disc in a ring: see touch_mark.h.
#include "cmd/ancloud-guest/touch_mark.h"

#include <algorithm>
#include <cmath>

namespace anc::guest {
namespace {
constexpr float kRadius = 38, kRing = 4;                  // units
constexpr float kInside = 0.22f, kAround = 0.95f;         // opacity
constexpr std::array<float, 3> kColour = {250, 204, 21};  // premultiplied later
}  // namespace

Result<TouchMark> TouchMark::create(GlConnection& c, float scale) {
  const float radius = kRadius * scale, ring = std::max(kRing * scale, 1.f);
  const int side = 2 * static_cast<int>(std::ceil(radius + 1));
  Picture picture{side, side, std::vector<uint8_t>(static_cast<size_t>(side * side) * 4)};
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const float half = static_cast<float>(side) / 2 - 0.5f;
      const float away = std::hypot(static_cast<float>(x) - half, static_cast<float>(y) - half);
      const float disc = std::clamp(radius - away + 0.5f, 0.f, 1.f);
      const float hole = std::clamp(radius - ring - away + 0.5f, 0.f, 1.f);
      const float alpha = (disc - hole) * kAround + hole * kInside;
      uint8_t* pixel = &picture.rgba[static_cast<size_t>(y * side + x) * 4];
      for (size_t i = 0; i < 3; ++i) pixel[i] = static_cast<uint8_t>(kColour[i] * alpha);
      pixel[3] = static_cast<uint8_t>(255 * alpha);
    }
  }
  const PictureBuffer buffer = TRY(PictureBuffer::create(c, side, side, 0));
  buffer.send(c, picture);
  return TouchMark(buffer);
}

Frame TouchMark::around(const Point& finger) const {
  const int half = buffer_.width() / 2;
  return {finger.x - half, finger.y - half, finger.x + half, finger.y + half};
}

}  // namespace anc::guest
