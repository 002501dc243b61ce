// Device descriptions: see description.h.
#include "internal/input/description.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <linux/input-event-codes.h>
#include <linux/input.h>
#include <utility>

namespace anc::input {
namespace {

// anbox-host.md 5.2; the sizes of the bit fields bound what a device may announce.
constexpr size_t kNameSize = 80;
constexpr size_t kVersionAt = 80, kIdAt = 84, kLocationAt = 92;
constexpr size_t kKeysAt = 252, kAxesAt = 348, kRelativeAt = 356, kPropertiesAt = 378;
constexpr size_t kMaximaAt = 384, kMinimaAt = 640;
constexpr uint32_t kDriverVersion = 1;

class Page {
 public:
  template <class T>
  void put(size_t at, T value) {
    std::memcpy(bytes_.data() + at, &value, sizeof value);
  }
  void text(size_t at, const std::string& text) {
    std::memcpy(bytes_.data() + at, text.data(), std::min(text.size(), kNameSize - 1));
  }
  void bit(size_t at, uint16_t n) { bytes_[at + n / 8] |= static_cast<std::byte>(1u << (n % 8)); }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_ = std::vector<std::byte>(kDescriptionSize);
};

}  // namespace

Description pointer_description() {
  return {.name = "anbox-pointer",
          .number = 2,
          .keys = {BTN_LEFT, BTN_RIGHT, BTN_MIDDLE, BTN_SIDE, BTN_EXTRA},
          .relative = {REL_X, REL_Y, REL_HWHEEL, REL_WHEEL},
          .properties = {INPUT_PROP_POINTER},
          .axes = {}};
}

Description keyboard_description() {
  // No letter: Android would take it for a full keyboard and keep its own one off the screen. These
  // two make it a keyboard, and what keys it sends Android does not compare with them.
  return {.name = "anbox-keyboard",
          .number = 3,
          .keys = {BTN_MISC, KEY_OK},
          .relative = {},
          .properties = {},
          .axes = {}};
}

Description touch_description(const port::Display& display) {
  return {.name = "anbox-touch",
          .number = 4,
          .keys = {},
          .relative = {},
          .properties = {INPUT_PROP_DIRECT},
          .axes = {{ABS_MT_SLOT, 0, kSlots - 1},
                   {ABS_MT_TOUCH_MAJOR, 0, 127},
                   {ABS_MT_TOUCH_MINOR, 0, 127},
                   {ABS_MT_POSITION_X, 0, static_cast<int32_t>(display.width) - 1},
                   {ABS_MT_POSITION_Y, 0, static_cast<int32_t>(display.height) - 1},
                   {ABS_MT_TRACKING_ID, 0, kTrackingIds - 1}}};
}

Description gamepad_description() {
  // Buttons and axes of Documentation/input/gamepad.rst, with the ranges of the xpad driver.
  constexpr int32_t kStick = 32767, kTrigger = 255;
  return {.name = "ancloud-gamepad",
          .number = 5,
          .keys = {BTN_SOUTH, BTN_EAST, BTN_NORTH, BTN_WEST, BTN_TL, BTN_TR, BTN_TL2, BTN_TR2,
                   BTN_SELECT, BTN_START, BTN_MODE, BTN_THUMBL, BTN_THUMBR},
          .relative = {},
          .properties = {},
          .axes = {{ABS_X, -kStick - 1, kStick},
                   {ABS_Y, -kStick - 1, kStick},
                   {ABS_RX, -kStick - 1, kStick},
                   {ABS_RY, -kStick - 1, kStick},
                   {ABS_Z, 0, kTrigger},
                   {ABS_RZ, 0, kTrigger},
                   {ABS_HAT0X, -1, 1},
                   {ABS_HAT0Y, -1, 1}}};
}

std::vector<std::byte> encode(const Description& description) {
  Page page;
  page.text(0, description.name);
  page.put(kVersionAt, kDriverVersion);
  page.put(kIdAt, std::array<uint16_t, 4>{BUS_VIRTUAL, description.number, description.number,
                                          description.number});
  page.text(kLocationAt, "none");
  for (const uint16_t key : description.keys) page.bit(kKeysAt, key);
  for (const uint16_t code : description.relative) page.bit(kRelativeAt, code);
  for (const uint16_t property : description.properties) page.bit(kPropertiesAt, property);
  for (const Description::Axis& axis : description.axes) {
    page.bit(kAxesAt, axis.code);
    page.put(kMaximaAt + 4u * axis.code, axis.maximum);
    page.put(kMinimaAt + 4u * axis.code, axis.minimum);
  }
  return page.take();
}

}  // namespace anc::input
