// The desktop window that shows the guest's display, on X11 or Wayland.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/port/display.h"
#include "internal/port/frame.h"
#include "internal/port/input.h"
#include "internal/port/task_view.h"
#include "internal/window/task_window.h"

union SDL_Event;
struct SDL_WindowEvent;

namespace anc::window {

struct Options {
  std::string title;
  port::Display display;            ///< the window is of this size, or smaller where the desktop is
  port::InputHub* input = nullptr;  ///< where mouse, fingers and keys go; null: nowhere
  bool gamepad = false;             ///< gamepads of this host are the guest's, too
  bool fullscreen = false;          ///< begin so; F11 changes it
  TaskActions tasks{};              ///< of the multi-window mode
};

/// All of SDL lives on the thread that calls open(), run() and the destructor: the main thread.
/// There is one per process. In multi-window mode it has further windows, one for each task.
class Window final : public port::FrameSink, public port::TaskFrameSink {
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
  /// Any thread. The window takes the display's shape, and places in it are the new display's.
  void set_display(const port::Display& display);
  /// Any thread. The tasks that have windows of their own from now on: those that are new get one,
  /// those that are gone lose theirs. Told before frames of new ones come.
  void set_tasks(const std::vector<TaskWindow>& windows);
  /// Any thread. Task 0 is the window of the whole display.
  void on_task_frame(int32_t task, const port::FramePtr& frame) override;

 private:
  struct State;
  explicit Window(std::unique_ptr<State> state);
  void handle(const SDL_Event& event);
  void take_news();
  void open_task(const TaskWindow& window);
  void act(int32_t task, const SDL_WindowEvent& event);
  void apply_tasks(const std::vector<TaskWindow>& windows);

  std::unique_ptr<State> state_;
};

}  // namespace anc::window
