// The desktop window that shows the guest's display, on X11 or Wayland.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "internal/core/error.h"
#include "internal/port/display.h"
#include "internal/port/frame.h"
#include "internal/port/input.h"

union SDL_Event;

namespace anc::window {

struct Options {
  std::string title;
  port::Display display;            ///< the window is of this size, or smaller where the desktop is
  port::InputHub* input = nullptr;  ///< where mouse, fingers and keys go; null: nowhere
};

/// All of SDL lives on the thread that calls open(), run() and the destructor: the main thread.
/// There is one window per process.
class Window final : public port::FrameSink {
 public:
  /// kGraphics where there is no desktop to open a window on.
  static Result<std::unique_ptr<Window>> open(const Options& options);
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window() override;

  /// Shows frames until the user closes the window or quit() is called.
  void run();
  /// Any thread, also before run(), which then returns at once.
  void quit();
  /// Any thread. A frame that is not shown before the next one comes is dropped.
  void on_frame(const port::FramePtr& frame) override;

 private:
  struct State;
  explicit Window(std::unique_ptr<State> state);
  void handle(const SDL_Event& event);
  void measure();
  void show_next();
  void upload();
  void draw();

  std::unique_ptr<State> state_;
};

}  // namespace anc::window
