// The translucent bar at the top of the screen: a layer of its own, painted by the CPU.
#pragma once

#include <cstdint>
#include <string>

#include "cmd/ancloud-guest/picture.h"

namespace anc::guest {

/// A gralloc buffer of the guest: made, locked, written and unlocked with Android's calls.
class StatusBar {
 public:
  /// `width`: of the upright screen; `canvas_scale`: pixels of one of its 720 units.
  static Result<StatusBar> create(GlConnection& connection, int width, float canvas_scale,
                                  int quarters);

  const PictureBuffer& buffer() const { return buffer_; }
  int height() const { return picture_.height; }  ///< upright
  /// Paints and sends the bar where its text differs from what it shows.
  void show(GlConnection& connection, const std::string& clock);

 private:
  StatusBar(int width, int height, float scale, PictureBuffer buffer);

  Picture picture_;
  float scale_;
  Font font_;
  PictureBuffer buffer_;
  std::string shown_;
};

}  // namespace anc::guest
