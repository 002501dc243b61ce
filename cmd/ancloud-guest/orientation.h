// Upright content on a framebuffer that never turns: the device does, in its viewer's hand.
#pragma once

#include "cmd/ancloud-guest/bridge_bytes.h"

namespace anc::guest {

/// Pixels from the top left.
struct Point {
  int32_t x = 0, y = 0;
  bool operator==(const Point&) const = default;
};

/// The framebuffer, and by how many quarters upright content is turned clockwise on it; that number
/// is Android's Surface.ROTATION_x, and the host shows the framebuffer turned back by as much.
struct Orientation {
  int32_t width = 0, height = 0;
  int quarters = 0;
  bool operator==(const Orientation&) const = default;

  bool sideways() const { return quarters % 2 != 0; }
  int32_t upright_width() const { return sideways() ? height : width; }
  int32_t upright_height() const { return sideways() ? width : height; }
  /// Where a rectangle of the upright screen lies on the framebuffer.
  Frame to_framebuffer(const Frame& upright) const;
  /// The pixel of the upright screen that is this one of the framebuffer.
  Point to_upright(const Point& framebuffer) const;
};

/// The quarters that an accelerometer's x and y say (m/s², as Android defines its axes); `before`
/// where the device lies too flat to tell.
int quarters_by_gravity(double x, double y, int before);

}  // namespace anc::guest
