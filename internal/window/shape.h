// How large a window is: decisions without SDL.
#pragma once

#include "internal/port/display.h"

namespace anc::window {

/// In the units of the desktop.
struct Size {
  int width = 0, height = 0;
  bool operator==(const Size&) const = default;
};

struct Point {
  int x = 0, y = 0;
  bool operator==(const Point&) const = default;
};
/// What panels leave of one screen; of no size where nobody knows.
struct Desktop {
  Point at;
  Size size;
};

/// For a display nobody has looked at yet: one unit for a pixel, shrunk in proportion to fit the
/// desktop.
Size first_size(const port::Display& display, Size desktop);

/// After the display has changed: the picture's scale stays, as far as the desktop has room.
Size next_size(Size now, const port::Display& before, const port::Display& after, Size desktop);

/// A window that changes its size keeps its middle, as far as it stays on the desktop.
Point next_place(Point now, Size before, Size after, const Desktop& desktop);

}  // namespace anc::window
