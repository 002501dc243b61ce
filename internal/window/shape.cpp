// Sizes of windows: see shape.h.
#include "internal/window/shape.h"

#include <algorithm>
#include <cmath>

#include "internal/port/view.h"

namespace anc::window {
namespace {
constexpr double kShareOfDesktop = 0.9;  // room for frames and panels nobody tells us about

Size scaled(const port::Display& display, double scale) {
  return {std::max(1, static_cast<int>(std::lround(display.seen_width() * scale))),
          std::max(1, static_cast<int>(std::lround(display.seen_height() * scale)))};
}

Size within(const port::Display& display, double scale, Size desktop) {
  const Size wanted = scaled(display, scale);
  if (desktop.width <= 0 || desktop.height <= 0) return wanted;
  if (wanted.width <= desktop.width && wanted.height <= desktop.height) return wanted;
  return scaled(display, std::min(kShareOfDesktop * desktop.width / display.seen_width(),
                                  kShareOfDesktop * desktop.height / display.seen_height()));
}
}  // namespace

Size first_size(const port::Display& display, Size desktop) { return within(display, 1, desktop); }

Size next_size(Size now, const port::Display& before, const port::Display& after, Size desktop) {
  return within(after, port::View::fit(before, now.width, now.height).scale, desktop);
}

Point next_place(Point now, Size before, Size after, const Desktop& desktop) {
  const auto along = [](int at, int was, int is, int edge, int room) {
    const int kept = at + was / 2 - is / 2;
    return room <= 0 ? kept : std::max(edge, std::min(kept, edge + room - is));
  };
  return {along(now.x, before.width, after.width, desktop.at.x, desktop.size.width),
          along(now.y, before.height, after.height, desktop.at.y, desktop.size.height)};
}

}  // namespace anc::window
