// The 896 bytes with which an event socket says what device it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "internal/port/display.h"

namespace anc::input {

/// Bytes of a description (anbox-host.md 5.2).
constexpr size_t kDescriptionSize = 896;
/// Fingers that the touch screen can tell apart.
constexpr int kSlots = 10;
/// Numbers that touches get, one after the other; large, so that none comes back while it matters.
constexpr int kTrackingIds = 65536;

struct Description {
  struct Axis {
    uint16_t code;
    int32_t minimum, maximum;
  };
  std::string name;
  uint16_t number = 0;  ///< vendor, product and version alike, as Anbox does
  std::vector<uint16_t> keys;
  std::vector<uint16_t> relative;
  std::vector<uint16_t> properties;
  std::vector<Axis> axes;
};

/// The four devices; names and numbers are those of anbox-host.md 5.4, by which guests may know
/// them. Beyond Anbox: five mouse buttons instead of one, ranges that end at the last pixel and the
/// last slot (Anbox is one too far), tracking ids that do not come back after ten touches, a
/// gamepad.
Description pointer_description();
Description keyboard_description();
Description touch_description(const port::Display& display);
Description gamepad_description();

/// Always kDescriptionSize bytes, in the byte order of the host, which is the guest's too.
std::vector<std::byte> encode(const Description& description);

}  // namespace anc::input
