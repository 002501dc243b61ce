// The one geometry record that drives renderer, window and, later, touch mapping.
#pragma once

#include <cstdint>

namespace anc::port {

/// Size and density of the guest's display.
struct Display {
  uint32_t width = 720;        ///< pixels
  uint32_t height = 1280;      ///< pixels
  uint32_t density_dpi = 240;  ///< ro.sf.lcd_density
};

}  // namespace anc::port
