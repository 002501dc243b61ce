// One window of the desktop: a picture, and what a person does to it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "internal/core/error.h"
#include "internal/port/display.h"
#include "internal/port/frame.h"
#include "internal/port/input.h"
#include "internal/window/gestures.h"
#include "internal/window/picture.h"
#include "internal/window/shape.h"

struct SDL_Renderer;
struct SDL_Window;
union SDL_Event;

namespace anc::window {

/// Main thread, between SDL_Init and SDL_Quit.
class Pane {
 public:
  struct Options {
    std::string title;
    port::Display display;                       ///< what it shows
    port::Place origin{};                        ///< its top left pixel on the framebuffer
    std::unique_ptr<port::InputSource> input{};  ///< where mouse, fingers and keys go; may be null
    bool fullscreen = false;
    std::optional<Point> place{};  ///< from the top left of the desktop; none: in its middle
    /// Shown pictures wait for the screen: right for one window, as each one waits by itself.
    bool paced = true;
  };
  /// kGraphics where the desktop has no window for us.
  static Result<std::unique_ptr<Pane>> open(Options options);
  Pane(const Pane&) = delete;
  Pane& operator=(const Pane&) = delete;
  ~Pane();

  /// By which events name it.
  uint32_t id() const;
  void show(const port::FramePtr& frame);
  /// Shows another display from now on, and takes its shape at the scale of before. A window that
  /// fills the screen stays as it is.
  void set_display(const port::Display& display);
  /// Shows another part of the framebuffer, and stays as large as it is.
  void set_part(const port::Display& display, const port::Place& origin);
  /// Is as large as what it shows, unless it fills the screen.
  void fit();
  void set_title(const std::string& title);
  void set_icon(const port::Frame& icon);
  /// An event of this window, or of none.
  void handle(const SDL_Event& event);
  /// As F11 does.
  void toggle_fullscreen();

 private:
  explicit Pane(const port::Display& display) : display_(display) {}
  bool fills_screen() const;
  void resize(Size now, Size next);
  void measure();
  /// True for what a press of F11 alone tells, which the guest does not get.
  bool is_fullscreen_key(const SDL_Event& event);

  struct Destroy {
    void operator()(SDL_Window* window) const;
    void operator()(SDL_Renderer* renderer) const;
  };
  port::Display display_;
  std::unique_ptr<SDL_Window, Destroy> window_;
  std::unique_ptr<SDL_Renderer, Destroy> renderer_;
  std::unique_ptr<Picture> picture_;
  std::unique_ptr<Gestures> gestures_;  // null where nobody wants input
  bool fullscreen_key_down_ = false;
};

}  // namespace anc::window
