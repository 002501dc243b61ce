// What a viewer does to the picture, as events for the session's input.
#pragma once

#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "internal/port/display.h"
#include "internal/port/input.h"
#include "internal/port/view.h"
#include "internal/remote/viewer_messages.h"

namespace anc::serve {

/// The displays that viewers may still see: a touch that was made before a rotation was made
/// somewhere else than the same one after it.
class Displays {
 public:
  void set(const port::Display& display);
  /// The newest; nullptr before the session has told of any.
  const port::Display* now() const { return all_.empty() ? nullptr : &all_.back(); }
  /// The pixel of the framebuffer that is meant; of the newest display where `version` is unknown.
  /// Fractions are of the picture as it was seen (remote/limits.h).
  std::optional<port::Place> place(uint32_t version, uint16_t x, uint16_t y) const;
  /// What was aimed at such a display missed: it has been turned since then.
  bool stale(uint32_t version) const;
  /// A movement over the picture as it is seen, as one over the framebuffer.
  port::Place turned(uint32_t version, int32_t dx, int32_t dy) const;

 private:
  const port::Display* find(uint32_t version) const;
  std::deque<port::Display> all_;
};

/// Of one viewer: the wheel's parts of a notch are kept until they are one.
class InputEvents {
 public:
  /// What a message means; empty for those that are no input, or before a display is known.
  std::vector<port::InputEvent> of(const remote::FromViewer& message, const Displays& displays);

 private:
  void add(const remote::Touches& touches, const Displays& displays);
  void add(const remote::PointerMove& move, const Displays& displays);
  void add(const remote::PointerButton& button, const Displays& displays);
  void add(const remote::Wheel& wheel, const Displays& displays);
  void add(const remote::Key& key, const Displays& displays);
  void add(const remote::Text& text, const Displays& displays);
  void add(const remote::PadButton& button, const Displays& displays);
  void add(const remote::PadAxis& axis, const Displays& displays);
  template <class Other>
  void add(const Other&, const Displays&) {}

  std::vector<port::InputEvent> events_;
  int32_t wheel_right_ = 0, wheel_up_ = 0;  // 120 is a notch
};

}  // namespace anc::serve
