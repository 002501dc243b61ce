// SDL2's main loop, and one slot for whatever comes next from other threads.
#include "internal/window/window.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include <SDL2/SDL.h>

#include "internal/core/log.h"
#include "internal/window/gamepads.h"
#include "internal/window/pane.h"

namespace anc::window {
namespace {
/// SDL's part that we use, for as long as this lives.
struct Sdl {
  Sdl() = default;
  Sdl(const Sdl&) = delete;
  Sdl& operator=(const Sdl&) = delete;
  ~Sdl() { SDL_Quit(); }
};

constexpr const char* kWayOut =
    "run in a desktop session (DISPLAY or WAYLAND_DISPLAY), or use --headless";

void set_hints(bool driver_chosen) {
  // Else SDL falls back to a driver that shows nothing and calls that a success.
  if (!driver_chosen) SDL_SetHint(SDL_HINT_VIDEODRIVER, "x11,wayland");
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");   // the session has its own
  SDL_SetHint(SDL_HINT_VIDEO_X11_FORCE_EGL, "1");  // GLX of Mesa refuses GLES contexts
  SDL_SetHint(SDL_HINT_RENDER_DRIVER, "opengles2");
  SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
  SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
  SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
  SDL_SetHint(SDL_HINT_VIDEO_MINIMIZE_ON_FOCUS_LOSS, "0");  // a full screen beside another one
  SDL_SetHint(SDL_HINT_APP_NAME, "ancloud");
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");  // a finger is a finger only,
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");  // and the mouse we turn into one ourselves
}

struct TaskPane {
  TaskWindow is;
  std::unique_ptr<Pane> pane;
};

/// The window an event belongs to; none for those that belong to all.
std::optional<uint32_t> window_of(const SDL_Event& event) {
  switch (event.type) {
    case SDL_WINDOWEVENT:
      return event.window.windowID;
    case SDL_KEYDOWN:
    case SDL_KEYUP:
      return event.key.windowID;
    case SDL_TEXTINPUT:
      return event.text.windowID;
    case SDL_MOUSEMOTION:
      return event.motion.windowID;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
      return event.button.windowID;
    case SDL_MOUSEWHEEL:
      return event.wheel.windowID;
    case SDL_FINGERDOWN:
    case SDL_FINGERMOTION:
    case SDL_FINGERUP:
      return event.tfinger.windowID;
    default:
      return std::nullopt;
  }
}

/// A part of the display, turned as all of it is.
port::Display part(const port::Display& display, const port::Rect& frame) {
  port::Display shown = display;
  shown.width = static_cast<uint32_t>(frame.right - frame.left);
  shown.height = static_cast<uint32_t>(frame.bottom - frame.top);
  return shown;
}

port::Place origin(const port::Rect& frame) { return {frame.left, frame.top}; }
}  // namespace

struct Window::State {
  Sdl sdl;
  uint32_t wake_event = 0;
  port::Display display;
  std::unique_ptr<Pane> pane;         // of the whole display
  std::map<int32_t, TaskPane> tasks;  // by Android's number
  port::InputHub* input = nullptr;
  TaskActions actions;
  std::unique_ptr<Gamepads> gamepads;  // null where the guest has none
  std::atomic<bool> quit = false;

  std::mutex mutex;                               // guards what follows
  std::map<int32_t, port::FramePtr> next_frames;  // by task; 0: of the whole display
  std::optional<port::Display> next_display;
  std::optional<std::vector<TaskWindow>> next_tasks;

  void wake() {
    SDL_Event event{};
    event.type = wake_event;
    SDL_PushEvent(&event);
  }
};

Result<std::unique_ptr<Window>> Window::open(const Options& options) {
  const bool chosen = std::getenv("SDL_VIDEODRIVER") != nullptr;
  if (!chosen && !std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY")) {
    return fail(Error(Kind::kGraphics, "open a window: neither DISPLAY nor WAYLAND_DISPLAY is set")
                    .hint(kWayOut));
  }
  set_hints(chosen);
  if (SDL_Init(SDL_INIT_VIDEO) != 0) {
    return fail(
        Error(Kind::kGraphics, std::string("open a window: ") + SDL_GetError()).hint(kWayOut));
  }
  auto state = std::make_unique<State>();
  state->wake_event = SDL_RegisterEvents(1);
  state->display = options.display;
  state->input = options.input;
  state->actions = options.tasks;
  auto pane = Pane::open({.title = options.title,
                          .display = options.display,
                          .input = options.input ? options.input->add_source() : nullptr,
                          .fullscreen = options.fullscreen});
  if (!pane) return fail(std::move(pane.error()).hint(kWayOut));
  state->pane = std::move(*pane);
  if (options.input != nullptr && options.gamepad) {
    // Pads that are there already come as events, too. Without it everything else still works.
    if (SDL_InitSubSystem(SDL_INIT_GAMECONTROLLER) != 0) {
      core::log_warning(std::string("gamepads of this host are not used: ") + SDL_GetError());
    }
    state->gamepads = std::make_unique<Gamepads>(*options.input);
  }
  return std::unique_ptr<Window>(new Window(std::move(state)));
}

Window::Window(std::unique_ptr<State> state) : state_(std::move(state)) {}

Window::~Window() = default;

void Window::run() {
  SDL_Event event{};
  while (!state_->quit && SDL_WaitEvent(&event) != 0) handle(event);
}

void Window::quit() {
  state_->quit = true;
  state_->wake();
}

void Window::on_frame(const port::FramePtr& frame) { on_task_frame(0, frame); }

void Window::on_task_frame(int32_t task, const port::FramePtr& frame) {
  const std::lock_guard guard(state_->mutex);
  const bool was_empty = state_->next_frames.empty();
  state_->next_frames[task] = frame;
  if (was_empty) state_->wake();  // else one wake-up is under way already
}

void Window::set_display(const port::Display& display) {
  const std::lock_guard guard(state_->mutex);
  state_->next_display = display;
  state_->wake();
}

void Window::set_tasks(const std::vector<TaskWindow>& windows) {
  const std::lock_guard guard(state_->mutex);
  state_->next_tasks = windows;
  state_->wake();
}

void Window::handle(const SDL_Event& event) {
  if (event.type == SDL_QUIT) {
    state_->quit = true;
  } else if (event.type == state_->wake_event) {
    take_news();
  } else if (state_->gamepads) {
    state_->gamepads->handle(event);
  }
  const auto id = window_of(event);
  if (!id || *id == state_->pane->id()) {
    if (event.type == SDL_WINDOWEVENT && event.window.event == SDL_WINDOWEVENT_CLOSE) {
      state_->quit = true;
    }
    state_->pane->handle(event);
  }
  for (auto& [task, shown] : state_->tasks) {
    if (id && *id != shown.pane->id()) continue;
    shown.pane->handle(event);
    if (event.type == SDL_WINDOWEVENT) act(task, event.window);
  }
}

void Window::take_news() {
  std::map<int32_t, port::FramePtr> frames;
  std::optional<port::Display> display;
  std::optional<std::vector<TaskWindow>> tasks;
  {
    const std::lock_guard guard(state_->mutex);
    frames = std::exchange(state_->next_frames, {});
    display = std::exchange(state_->next_display, std::nullopt);
    tasks = std::exchange(state_->next_tasks, std::nullopt);
  }
  if (display) {
    state_->display = *display;
    state_->pane->set_display(*display);
    for (auto& [task, shown] : state_->tasks) {
      shown.pane->set_part(part(*display, shown.is.frame), origin(shown.is.frame));
      shown.pane->fit();
    }
  }
  if (tasks) apply_tasks(*tasks);
  for (const auto& [task, frame] : frames) {
    const auto shown = state_->tasks.find(task);
    if (task == 0) state_->pane->show(frame);
    if (shown != state_->tasks.end()) shown->second.pane->show(frame);
  }
}

void Window::apply_tasks(const std::vector<TaskWindow>& windows) {
  std::erase_if(state_->tasks, [&](const auto& entry) {
    return std::none_of(windows.begin(), windows.end(),
                        [&](const TaskWindow& window) { return window.task == entry.first; });
  });
  for (const TaskWindow& window : windows) {
    const auto known = state_->tasks.find(window.task);
    if (known == state_->tasks.end()) {
      open_task(window);
      continue;
    }
    TaskPane& shown = known->second;
    if (shown.is.frame != window.frame) {
      shown.pane->set_part(part(state_->display, window.frame), origin(window.frame));
      if (!window.resizing) shown.pane->fit();
    }
    if (shown.is.title != window.title) shown.pane->set_title(window.title);
    if (shown.is.icon != window.icon && window.icon) shown.pane->set_icon(*window.icon);
    shown.is = window;
  }
}

void Window::open_task(const TaskWindow& window) {
  auto pane = Pane::open({.title = window.title,
                          .display = part(state_->display, window.frame),
                          .origin = origin(window.frame),
                          .input = state_->input ? state_->input->add_source() : nullptr,
                          .place = Point{window.frame.left, window.frame.top},
                          .paced = false});
  if (!pane) return core::log_warning(window.package + ": " + pane.error().message());
  if (window.icon) (*pane)->set_icon(*window.icon);
  state_->tasks[window.task] = {window, std::move(*pane)};
}

/// What a person does to the window itself.
void Window::act(int32_t task, const SDL_WindowEvent& event) {
  const TaskActions& actions = state_->actions;
  if (event.event == SDL_WINDOWEVENT_FOCUS_GAINED && actions.focused) actions.focused(task);
  if (event.event == SDL_WINDOWEVENT_CLOSE && actions.closed) actions.closed(task);
  // Not when we make it so ourselves.
  if (event.event == SDL_WINDOWEVENT_RESIZED && actions.resized) {
    int width = event.data1, height = event.data2;
    if (port::sideways(state_->display.rotation)) std::swap(width, height);
    actions.resized(task, width, height);
  }
}

}  // namespace anc::window
