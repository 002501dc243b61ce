// Where the guest's display lies in a window, and which of its pixels a place in the window is.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "internal/port/display.h"

namespace anc::port {

/// A pixel of a picture; beyond an edge where the place is beside it.
struct Place {
  int32_t x = 0, y = 0;
  bool operator==(const Place&) const = default;
};

/// The whole display as it is seen, scaled in proportion and centred; the rest of the window is
/// empty. In whatever unit the window was measured in.
struct View {
  double left = 0, top = 0;
  double scale = 1;  ///< units of the window for one pixel of the display

  static View fit(const Display& display, double width, double height) {
    View view;
    view.scale = std::min(width / display.seen_width(), height / display.seen_height());
    view.left = (width - view.scale * display.seen_width()) / 2;
    view.top = (height - view.scale * display.seen_height()) / 2;
    return view;
  }
};

/// A pixel of the picture as it is seen, as one of the framebuffer. The picture is the framebuffer
/// turned counter-clockwise.
constexpr Place to_framebuffer(const Display& display, const Place& seen) {
  const auto right = static_cast<int32_t>(display.width) - 1;
  const auto bottom = static_cast<int32_t>(display.height) - 1;
  switch (display.rotation) {
    case Rotation::k90:
      return {right - seen.y, seen.x};
    case Rotation::k180:
      return {right - seen.x, bottom - seen.y};
    case Rotation::k270:
      return {seen.y, bottom - seen.x};
    case Rotation::k0:
      break;
  }
  return seen;
}

/// The inverse.
constexpr Place to_seen(const Display& display, const Place& pixel) {
  const auto right = static_cast<int32_t>(display.width) - 1;
  const auto bottom = static_cast<int32_t>(display.height) - 1;
  switch (display.rotation) {
    case Rotation::k90:
      return {pixel.y, right - pixel.x};
    case Rotation::k180:
      return {right - pixel.x, bottom - pixel.y};
    case Rotation::k270:
      return {bottom - pixel.y, pixel.x};
    case Rotation::k0:
      break;
  }
  return pixel;
}

/// The pixel of the framebuffer that is seen at a place in the window.
inline Place to_display(const Display& display, const View& view, double x, double y) {
  return to_framebuffer(display, {static_cast<int32_t>(std::floor((x - view.left) / view.scale)),
                                  static_cast<int32_t>(std::floor((y - view.top) / view.scale))});
}
constexpr bool contains(const Display& display, const Place& place) {
  return place.x >= 0 && place.y >= 0 && static_cast<uint32_t>(place.x) < display.width &&
         static_cast<uint32_t>(place.y) < display.height;
}

}  // namespace anc::port
