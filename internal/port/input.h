// What a person or a script does to the guest's display, and where it is handed to.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "internal/core/error.h"

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
  /// Called once, on the net thread, when the text has gone to the guest whole, or with the reason
  /// why none of it has; may be empty.
  std::function<void(const Result<void>&)> done{};
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

/// Ways for text that no key can type. Net thread only; nothing here blocks.
class TextCommit {
 public:
  using Done = std::function<void(const Result<void>&)>;
  virtual ~TextCommit() = default;
  /// A guest that takes text by itself is there: commit(), else paste().
  virtual bool direct() const = 0;
  /// Why the guest could not take `utf8` now, in words for who typed it.
  virtual Result<void> check(const std::string& utf8) const = 0;
  /// Hands it to the guest; its number (1, 2, …), by which the keyboard says where it belongs.
  virtual Result<int32_t> commit(const std::string& utf8) = 0;
  /// Puts it where the paste key takes it; the caller presses that key. `done` comes when the guest
  /// has taken it (only then may another text follow), or with the reason why it has not.
  virtual void paste(const std::string& utf8, Done done) = 0;
};

}  // namespace anc::port
