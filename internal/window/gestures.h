// What a person does to the window, as input for the guest.
#pragma once

#include <memory>

#include "internal/port/display.h"
#include "internal/port/input.h"
#include "internal/port/view.h"

union SDL_Event;

namespace anc::window {

/// The left button is a finger, the right one Android's back key, the middle one its home key; the
/// wheel is a pointer's. Fingers are fingers; keys go by their place; text goes as text where no
/// key typed it (an input method did) or the guest's keyboard has no key for it (é, ж). Main
/// thread.
class Gestures {
 public:
  /// The window shows `display`, whose top left pixel is `origin` of the framebuffer: a part of it.
  Gestures(std::unique_ptr<port::InputSource> source, const port::Display& display,
           const port::Place& origin = {});

  /// The window's size in SDL's units, in which it reports the mouse.
  void resize(int width, int height);
  /// Places are of this display from now on. What is held is released: its place means another now.
  void set_display(const port::Display& display, const port::Place& origin = {});
  void handle(const SDL_Event& event);

 private:
  void release();
  void mouse(const SDL_Event& event);
  void finger(const SDL_Event& event);
  void key(const SDL_Event& event);
  void text(const SDL_Event& event);
  void touch(port::Touch::Phase phase, int64_t finger, double x, double y);

  const std::unique_ptr<port::InputSource> source_;
  port::Display display_;
  port::Place origin_;
  port::View view_;
  int width_ = 1, height_ = 1;
  bool drawing_ = false;    // the left button is down, and went down on the display
  bool key_typed_ = false;  // the event before was a key: a text that follows at once is its own
};

}  // namespace anc::window
