// Who hears what the event devices say.
#pragma once

#include <cstdint>
#include <string_view>

namespace anc::guest {

/// Called by the thread that reads the devices.
class InputSink {
 public:
  virtual ~InputSink() = default;
  enum class Touch { kDown, kMove, kUp };
  /// `x`, `y`: pixels of the framebuffer.
  virtual void touch(Touch phase, int finger, int32_t x, int32_t y) = 0;
  /// A letter of a key, "\n" for the enter key.
  virtual void letter(std::string_view utf8) = 0;
  virtual void erase() = 0;
  virtual void paste() = 0;
  /// Committed text up to this number belongs here, among the keys.
  virtual void text_mark(int32_t number) = 0;
  /// A device has come or has ended, as all do when the display's size changes.
  virtual void device_found() = 0;
  virtual void device_ended() = 0;
};

}  // namespace anc::guest
