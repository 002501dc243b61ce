// Where the guest's display lies in a window, and which of its pixels a place in the window is.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "internal/port/display.h"

namespace anc::port {

/// The whole display, scaled in proportion and centred; the rest of the window is empty. In
/// whatever unit the window was measured in.
struct View {
  double left = 0, top = 0;
  double scale = 1;  ///< units of the window for one pixel of the display

  static View fit(const Display& display, double width, double height) {
    View view;
    view.scale = std::min(width / display.width, height / display.height);
    view.left = (width - view.scale * display.width) / 2;
    view.top = (height - view.scale * display.height) / 2;
    return view;
  }
};

/// A pixel of the display; beyond an edge where the place is beside the display.
struct Place {
  int32_t x = 0, y = 0;
};
inline Place to_display(const View& view, double x, double y) {
  return {static_cast<int32_t>(std::floor((x - view.left) / view.scale)),
          static_cast<int32_t>(std::floor((y - view.top) / view.scale))};
}
inline bool contains(const Display& display, const Place& place) {
  return place.x >= 0 && place.y >= 0 && static_cast<uint32_t>(place.x) < display.width &&
         static_cast<uint32_t>(place.y) < display.height;
}

}  // namespace anc::port
