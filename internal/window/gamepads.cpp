// SDL's game controllers: see gamepads.h.
#include "internal/window/gamepads.h"

#include <linux/input-event-codes.h>
#include <string>
#include <utility>

#include <SDL2/SDL.h>

#include "internal/core/log.h"

namespace anc::window {
namespace {
constexpr int kTriggerShift = 7;  // SDL's 0..32767 to the guest's 0..255
}

std::optional<uint16_t> pad_button(int button) {
  // Android names BTN_NORTH "X" and BTN_WEST "Y" (Generic.kl), as their other names BTN_X and BTN_Y
  // do: the label counts, not the place.
  switch (button) {
    case SDL_CONTROLLER_BUTTON_A:
      return BTN_A;
    case SDL_CONTROLLER_BUTTON_B:
      return BTN_B;
    case SDL_CONTROLLER_BUTTON_X:
      return BTN_X;
    case SDL_CONTROLLER_BUTTON_Y:
      return BTN_Y;
    case SDL_CONTROLLER_BUTTON_BACK:
      return BTN_SELECT;
    case SDL_CONTROLLER_BUTTON_GUIDE:
      return BTN_MODE;
    case SDL_CONTROLLER_BUTTON_START:
      return BTN_START;
    case SDL_CONTROLLER_BUTTON_LEFTSTICK:
      return BTN_THUMBL;
    case SDL_CONTROLLER_BUTTON_RIGHTSTICK:
      return BTN_THUMBR;
    case SDL_CONTROLLER_BUTTON_LEFTSHOULDER:
      return BTN_TL;
    case SDL_CONTROLLER_BUTTON_RIGHTSHOULDER:
      return BTN_TR;
    default:
      return std::nullopt;
  }
}

std::optional<port::PadAxis> pad_axis(int axis, int16_t value) {
  const auto trigger = static_cast<int32_t>(value > 0 ? value >> kTriggerShift : 0);
  switch (axis) {
    case SDL_CONTROLLER_AXIS_LEFTX:
      return port::PadAxis{ABS_X, value};
    case SDL_CONTROLLER_AXIS_LEFTY:
      return port::PadAxis{ABS_Y, value};
    case SDL_CONTROLLER_AXIS_RIGHTX:
      return port::PadAxis{ABS_RX, value};
    case SDL_CONTROLLER_AXIS_RIGHTY:
      return port::PadAxis{ABS_RY, value};
    case SDL_CONTROLLER_AXIS_TRIGGERLEFT:
      return port::PadAxis{ABS_Z, trigger};
    case SDL_CONTROLLER_AXIS_TRIGGERRIGHT:
      return port::PadAxis{ABS_RZ, trigger};
    default:
      return std::nullopt;
  }
}

Gamepads::~Gamepads() = default;

void Gamepads::Close::operator()(_SDL_GameController* pad) const { SDL_GameControllerClose(pad); }

void Gamepads::handle(const SDL_Event& event) {
  if (event.type == SDL_CONTROLLERDEVICEADDED) return plugged_in(event.cdevice.which);
  if (event.type == SDL_CONTROLLERDEVICEREMOVED) {
    pads_.erase(event.cdevice.which);
  } else if (event.type == SDL_CONTROLLERBUTTONDOWN || event.type == SDL_CONTROLLERBUTTONUP) {
    const auto pad = pads_.find(event.cbutton.which);
    if (pad == pads_.end()) return;
    button(pad->second, event.cbutton.button, event.type == SDL_CONTROLLERBUTTONDOWN);
  } else if (event.type == SDL_CONTROLLERAXISMOTION) {
    const auto pad = pads_.find(event.caxis.which);
    const auto moved = pad_axis(event.caxis.axis, event.caxis.value);
    if (pad != pads_.end() && moved) pad->second.source->send(*moved);
  }
}

void Gamepads::plugged_in(int device) {
  std::unique_ptr<SDL_GameController, Close> pad(SDL_GameControllerOpen(device));
  if (!pad) return core::log_warning(std::string("a gamepad is not used: ") + SDL_GetError());
  const char* name = SDL_GameControllerName(pad.get());
  core::log_info(std::string("gamepad: ") + (name != nullptr ? name : "without a name"));
  const auto id = SDL_JoystickInstanceID(SDL_GameControllerGetJoystick(pad.get()));
  pads_[id] = {.device = std::move(pad), .source = hub_.add_source()};
}

void Gamepads::button(Pad& pad, int button, bool down) {
  if (const auto code = pad_button(button)) return pad.source->send(port::PadButton{*code, down});
  const auto axis = [&](uint16_t code, bool less, bool more) {
    pad.source->send(port::PadAxis{code, static_cast<int32_t>(more) - static_cast<int32_t>(less)});
  };
  switch (button) {
    case SDL_CONTROLLER_BUTTON_DPAD_LEFT:
      pad.left = down;
      return axis(ABS_HAT0X, pad.left, pad.right);
    case SDL_CONTROLLER_BUTTON_DPAD_RIGHT:
      pad.right = down;
      return axis(ABS_HAT0X, pad.left, pad.right);
    case SDL_CONTROLLER_BUTTON_DPAD_UP:
      pad.up = down;
      return axis(ABS_HAT0Y, pad.up, pad.down);
    case SDL_CONTROLLER_BUTTON_DPAD_DOWN:
      pad.down = down;
      return axis(ABS_HAT0Y, pad.up, pad.down);
    default:
      return;
  }
}

}  // namespace anc::window
