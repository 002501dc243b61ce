// The one geometry record: it drives renderer, window, input and screenshot.
#pragma once

#include <cstdint>

namespace anc::port {

/// How far the device is turned counter-clockwise in its viewer's hand, in degrees: Android's
/// Surface.ROTATION_x.
enum class Rotation : uint16_t { k0 = 0, k90 = 90, k180 = 180, k270 = 270 };

constexpr uint32_t degrees(Rotation rotation) { return static_cast<uint32_t>(rotation); }
/// Its long edge lies where its short one was.
constexpr bool sideways(Rotation rotation) {
  return rotation == Rotation::k90 || rotation == Rotation::k270;
}

/// The guest's display. The guest draws and is touched in pixels of `width` x `height`, the
/// framebuffer, whatever the rotation; who looks at it sees that turned (view.h).
struct Display {
  uint32_t width = 720;        ///< pixels of the framebuffer
  uint32_t height = 1280;      ///< pixels of the framebuffer
  uint32_t density_dpi = 240;  ///< what GL queries answer; ro.sf.lcd_density is that of the start
  Rotation rotation = Rotation::k0;
  uint64_t version = 1;  ///< grows with each change

  /// Of the picture as it is seen.
  constexpr uint32_t seen_width() const { return sideways(rotation) ? height : width; }
  constexpr uint32_t seen_height() const { return sideways(rotation) ? width : height; }

  bool operator==(const Display&) const = default;
};

}  // namespace anc::port
