// SDL's events as the guest's: see gestures.h.
#include "internal/window/gestures.h"

#include <algorithm>
#include <linux/input-event-codes.h>
#include <string_view>
#include <utility>

#include <SDL2/SDL.h>

#include "internal/window/scancodes.h"

namespace anc::window {
namespace {
using Phase = port::Touch::Phase;
using Press = port::Key::Action;

constexpr int64_t kMouseFinger = -1;  // no finger of SDL has it
constexpr double kMiddle = 0.5;       // of the pixel that SDL names

/// Whether the key press that SDL has just reported types what keys of a guest cannot: then its
/// text is the next event.
bool types_beyond_ascii() {
  SDL_Event next{};
  if (SDL_PeepEvents(&next, 1, SDL_PEEKEVENT, SDL_FIRSTEVENT, SDL_LASTEVENT) != 1) return false;
  if (next.type != SDL_TEXTINPUT) return false;
  const std::string_view text = next.text.text;
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}
}  // namespace

Gestures::Gestures(std::unique_ptr<port::InputSource> source, const port::Display& display,
                   const port::Place& origin)
    : source_(std::move(source)), display_(display), origin_(origin) {}

void Gestures::resize(int width, int height) {
  width_ = width;
  height_ = height;
  view_ = port::View::fit(display_, width, height);
}

void Gestures::set_display(const port::Display& display, const port::Place& origin) {
  display_ = display;
  origin_ = origin;
  view_ = port::View::fit(display_, width_, height_);
  release();
}

void Gestures::release() {
  drawing_ = false;
  source_->release_all();
}

void Gestures::handle(const SDL_Event& event) {
  switch (event.type) {
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
    case SDL_MOUSEMOTION:
    case SDL_MOUSEWHEEL:
      return mouse(event);
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
      return finger(event);
    case SDL_KEYDOWN:
    case SDL_KEYUP:
      return key(event);
    case SDL_TEXTINPUT:
      return text(event);
    case SDL_WINDOWEVENT:
      // Whatever is released while another window has the focus is not told to this one.
      if (event.window.event == SDL_WINDOWEVENT_FOCUS_LOST) release();
      return;
    default:
      return;
  }
}

void Gestures::touch(Phase phase, int64_t finger, double x, double y) {
  const port::Place at = port::to_display(display_, view_, x, y);
  // Beside the display nothing begins; what began on it may end there.
  if (phase == Phase::kDown && !port::contains(display_, at)) return;
  source_->send(port::Touch{phase, finger, origin_.x + at.x, origin_.y + at.y});
}

void Gestures::mouse(const SDL_Event& event) {
  if (event.type == SDL_MOUSEMOTION) {
    if (drawing_)
      touch(Phase::kMove, kMouseFinger, event.motion.x + kMiddle, event.motion.y + kMiddle);
    return;
  }
  if (event.type == SDL_MOUSEWHEEL) {
    int x = 0, y = 0;
    SDL_GetMouseState(&x, &y);
    const port::Place at = port::to_display(display_, view_, x + kMiddle, y + kMiddle);
    if (port::contains(display_, at)) {
      source_->send(port::Wheel{origin_.x + at.x, origin_.y + at.y, event.wheel.x, event.wheel.y});
    }
    return;
  }
  const bool down = event.type == SDL_MOUSEBUTTONDOWN;
  if (event.button.button == SDL_BUTTON_LEFT) {
    drawing_ = down;
    touch(down ? Phase::kDown : Phase::kUp, kMouseFinger, event.button.x + kMiddle,
          event.button.y + kMiddle);
  } else if (event.button.button == SDL_BUTTON_RIGHT || event.button.button == SDL_BUTTON_MIDDLE) {
    const uint16_t code = event.button.button == SDL_BUTTON_RIGHT ? KEY_BACK : KEY_HOMEPAGE;
    source_->send(port::Key{code, down ? Press::kDown : Press::kUp});
  }
}

void Gestures::finger(const SDL_Event& event) {
  const Phase phase = event.type == SDL_FINGERDOWN ? Phase::kDown
                      : event.type == SDL_FINGERUP ? Phase::kUp
                                                   : Phase::kMove;
  // From 0 to 1 over the window.
  touch(phase, event.tfinger.fingerId, static_cast<double>(event.tfinger.x) * width_,
        static_cast<double>(event.tfinger.y) * height_);
}

void Gestures::key(const SDL_Event& event) {
  const bool down = event.type == SDL_KEYDOWN;
  const uint16_t code = linux_key(event.key.keysym.scancode);
  // An accent and its letter, or a key of another alphabet: the text says what the person meant.
  const bool key_says_it = code != 0 && !(down && types_beyond_ascii());
  key_typed_ = down && key_says_it;
  if (!key_says_it) return;
  const Press press = event.type == SDL_KEYUP ? Press::kUp
                      : event.key.repeat != 0 ? Press::kRepeat
                                              : Press::kDown;
  source_->send(port::Key{code, press});
}

void Gestures::text(const SDL_Event& event) {
  // SDL reports a key and at once what it types; the guest makes that of the key itself. An input
  // method keeps the key for itself and reports only text.
  if (std::exchange(key_typed_, false)) return;
  source_->send(port::Text{event.text.text});
}

}  // namespace anc::window
