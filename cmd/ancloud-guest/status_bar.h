// The translucent bar at the top of the screen: a layer of its own, painted by the CPU.
#pragma once

#include <cstdint>
#include <string>

#include "cmd/ancloud-guest/picture.h"

namespace anc::guest {

/// A gralloc buffer of the guest: made, locked, written and unlocked with Android's calls.
class StatusBar {
 public:
  static Result<StatusBar> create(GlConnection& connection, int display_width);

  uint32_t color_buffer() const { return buffer_; }
  int width() const { return picture_.width; }
  int height() const { return picture_.height; }
  /// Paints and sends the bar where its text differs from what it shows.
  void show(GlConnection& connection, const std::string& clock);

 private:
  StatusBar(int width, int height, float scale);

  Picture picture_;
  float scale_;
  Font font_;
  uint32_t buffer_ = 0;
  std::string shown_;
};

}  // namespace anc::guest
