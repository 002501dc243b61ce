// Gamepads of the host, as the guest's one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "internal/port/input.h"

struct _SDL_GameController;
union SDL_Event;

namespace anc::window {

/// BTN_… for a button of SDL_GameControllerButton. None for those of the cross, which is two axes.
std::optional<uint16_t> pad_button(int button);
/// ABS_… and the value in the guest's range for an axis of SDL_GameControllerAxis.
std::optional<port::PadAxis> pad_axis(int axis, int16_t value);

/// Each pad of the host is a source of its own: what it holds is released when it is unplugged.
/// Main thread, between SDL_Init and SDL_Quit.
class Gamepads {
 public:
  /// `hub` outlives this.
  explicit Gamepads(port::InputHub& hub) : hub_(hub) {}
  Gamepads(const Gamepads&) = delete;
  Gamepads& operator=(const Gamepads&) = delete;
  ~Gamepads();

  void handle(const SDL_Event& event);

 private:
  struct Close {
    void operator()(_SDL_GameController* pad) const;
  };
  struct Pad {
    std::unique_ptr<_SDL_GameController, Close> device;
    std::unique_ptr<port::InputSource> source;
    bool left = false, right = false, up = false, down = false;  // of the cross
  };
  void plugged_in(int device);
  void button(Pad& pad, int button, bool down);

  port::InputHub& hub_;
  std::map<int32_t, Pad> pads_;  // by SDL's instance id
};

}  // namespace anc::window
