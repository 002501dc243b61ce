// What a person or a script does to the guest's display, and where it is handed to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>

namespace anc::port {

/// One finger. `x`, `y` are pixels of the guest's display, {0, 0} at its top left; what lies
/// outside is moved to the nearest edge.
struct Touch {
  enum class Phase { kDown, kMove, kUp };
  Phase phase = Phase::kDown;
  int64_t finger = 0;  ///< any number, unique among the fingers of its source
  int32_t x = 0, y = 0;
};

/// A key by its Linux code (linux/input-event-codes.h): where it sits, not what is printed on it.
struct Key {
  enum class Action { kUp, kDown, kRepeat };
  uint16_t code = 0;
  Action action = Action::kDown;
};

/// The mouse as a pointer: where it is and by how much it moved, in pixels of the display.
struct PointerMove {
  int32_t x = 0, y = 0;
  int32_t dx = 0, dy = 0;
};
/// BTN_LEFT, BTN_RIGHT, …
struct PointerButton {
  uint16_t code = 0;
  bool down = false;
};
/// Notches of a wheel over `x`, `y`; up and right are positive.
struct Wheel {
  int32_t x = 0, y = 0;
  int32_t right = 0, up = 0;
};

/// BTN_SOUTH, …
struct PadButton {
  uint16_t code = 0;
  bool down = false;
};
/// ABS_X, … from -32768 to 32767; the triggers ABS_Z and ABS_RZ and the cross ABS_HAT0X, ABS_HAT0Y
/// have ranges of their own (input/description.h).
struct PadAxis {
  uint16_t code = 0;
  int32_t value = 0;
};

/// Text as it was typed or composed, UTF-8.
struct Text {
  std::string utf8;
};

using InputEvent =
    std::variant<Touch, Key, PointerMove, PointerButton, Wheel, PadButton, PadAxis, Text>;

/// One window, one viewer, one script. Its fingers, keys and buttons are its own: two sources never
/// disturb each other, and what a source still holds at its end is released.
class InputSource {
 public:
  virtual ~InputSource() = default;
  /// Any thread; does not block. An event that does not fit (a finger that is not down moves, an
  /// eleventh finger) is dropped.
  virtual void send(InputEvent event) = 0;
  /// Lifts all fingers, keys and buttons of this source.
  virtual void release_all() = 0;
};

/// Where sources come from; outlived by none of them.
class InputHub {
 public:
  virtual ~InputHub() = default;
  /// Any thread.
  virtual std::unique_ptr<InputSource> add_source() = 0;
};

/// A way for text that no key can type: clipboard and paste key, or a commit of the guest's own.
class TextCommit {
 public:
  virtual ~TextCommit() = default;
  /// Called on the net thread; must not block. False where the guest cannot take it now.
  virtual bool commit(const std::string& utf8) = 0;
};

}  // namespace anc::port
