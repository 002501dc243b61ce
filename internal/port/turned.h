// A frame as it is seen: turned by its rotation.
#pragma once

#include <cstring>

#include "internal/port/frame.h"
#include "internal/port/view.h"

namespace anc::port {

/// The same picture with its pixels in the order in which they are seen; its rotation is then k0.
/// Number, times and geometry are the frame's.
inline Frame turned(const Frame& frame) {
  const Display shape{.width = frame.width, .height = frame.height, .rotation = frame.rotation};
  Frame seen = {.number = frame.number,
                .posted_at = frame.posted_at,
                .composed_at = frame.composed_at,
                .drawn_at = frame.drawn_at,
                .read_back_at = frame.read_back_at,
                .width = shape.seen_width(),
                .height = shape.seen_height(),
                .rotation = Rotation::k0,
                .geometry = frame.geometry,
                .pixels = {}};
  constexpr size_t kPixel = 4;
  seen.pixels.resize(frame.pixels.size());
  // Along a row of what is seen one goes through the framebuffer by the same step.
  const auto offset = [&](int32_t x, int32_t y) {
    const Place at = to_framebuffer(shape, {x, y});
    return (static_cast<ptrdiff_t>(at.y) * frame.width + at.x) * static_cast<ptrdiff_t>(kPixel);
  };
  const ptrdiff_t step = seen.width > 1 ? offset(1, 0) - offset(0, 0) : 0;
  std::byte* to = seen.pixels.data();
  for (uint32_t y = 0; y < seen.height; ++y) {
    const std::byte* from = frame.pixels.data() + offset(0, static_cast<int32_t>(y));
    for (uint32_t x = 0; x < seen.width; ++x, to += kPixel) {
      std::memcpy(to, from + static_cast<ptrdiff_t>(x) * step, kPixel);
    }
  }
  return seen;
}

}  // namespace anc::port
