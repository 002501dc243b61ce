// SDL2: one window, one streaming texture, one slot for the frame that comes next.
#include "internal/window/window.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <utility>

#include <SDL2/SDL.h>

#include "internal/core/log.h"
#include "internal/port/view.h"
#include "internal/window/gestures.h"

namespace anc::window {
namespace {
constexpr double kShareOfDesktop = 0.9;  // room for frames and panels nobody tells us about

struct Destroy {
  void operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
  void operator()(SDL_Renderer* renderer) const { SDL_DestroyRenderer(renderer); }
  void operator()(SDL_Texture* texture) const { SDL_DestroyTexture(texture); }
};
template <class T>
using Owned = std::unique_ptr<T, Destroy>;

/// SDL's video part, for as long as this lives.
struct Video {
  Video() = default;
  Video(const Video&) = delete;
  Video& operator=(const Video&) = delete;
  ~Video() { SDL_Quit(); }
};

Error no_window(const std::string& what) {
  return Error(Kind::kGraphics, what)
      .hint("run in a desktop session (DISPLAY or WAYLAND_DISPLAY), or use --headless");
}

void set_hints(bool driver_chosen) {
  // Else SDL falls back to a driver that shows nothing and calls that a success.
  if (!driver_chosen) SDL_SetHint(SDL_HINT_VIDEODRIVER, "x11,wayland");
  SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");   // the session has its own
  SDL_SetHint(SDL_HINT_VIDEO_X11_FORCE_EGL, "1");  // GLX of Mesa refuses GLES contexts
  SDL_SetHint(SDL_HINT_RENDER_DRIVER, "opengles2");
  SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
  SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
  SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
  SDL_SetHint(SDL_HINT_APP_NAME, "ancloud");
  SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");  // a finger is a finger only,
  SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");  // and the mouse we turn into one ourselves
}

/// The display's size, shrunk in proportion to fit the desktop.
std::pair<int, int> window_size(const port::Display& display) {
  const int width = static_cast<int>(display.width), height = static_cast<int>(display.height);
  SDL_Rect desktop{};
  if (SDL_GetDisplayUsableBounds(0, &desktop) != 0) return {width, height};
  if (width <= desktop.w && height <= desktop.h) return {width, height};
  const double scale =
      std::min(kShareOfDesktop * desktop.w / width, kShareOfDesktop * desktop.h / height);
  return {std::max(1, static_cast<int>(width * scale)),
          std::max(1, static_cast<int>(height * scale))};
}
}  // namespace

struct Window::State {
  Video video;
  uint32_t wake_event = 0;
  Owned<SDL_Window> window;
  Owned<SDL_Renderer> renderer;
  Owned<SDL_Texture> texture;
  port::Display display;
  std::unique_ptr<Gestures> gestures;  // null where nobody wants input
  port::FramePtr shown;
  std::atomic<bool> quit = false;
  core::RateLimitedLog log;

  std::mutex mutex;
  port::FramePtr next;  // guarded by mutex

  void wake() {
    SDL_Event event{};
    event.type = wake_event;
    SDL_PushEvent(&event);
  }
};

Result<std::unique_ptr<Window>> Window::open(const Options& options) {
  const bool chosen = std::getenv("SDL_VIDEODRIVER") != nullptr;
  if (!chosen && !std::getenv("DISPLAY") && !std::getenv("WAYLAND_DISPLAY")) {
    return fail(no_window("open a window: neither DISPLAY nor WAYLAND_DISPLAY is set"));
  }
  set_hints(chosen);
  if (SDL_Init(SDL_INIT_VIDEO) != 0) {
    return fail(no_window(std::string("open a window: ") + SDL_GetError()));
  }
  auto state = std::make_unique<State>();
  state->wake_event = SDL_RegisterEvents(1);
  const auto [width, height] = window_size(options.display);
  state->window.reset(SDL_CreateWindow(options.title.c_str(), SDL_WINDOWPOS_CENTERED,
                                       SDL_WINDOWPOS_CENTERED, width, height,
                                       SDL_WINDOW_RESIZABLE));
  if (!state->window) return fail(no_window(std::string("open a window: ") + SDL_GetError()));
  state->renderer.reset(SDL_CreateRenderer(state->window.get(), -1, SDL_RENDERER_PRESENTVSYNC));
  if (!state->renderer) {
    return fail(no_window(std::string("draw into the window: ") + SDL_GetError()));
  }
  state->display = options.display;
  if (options.input != nullptr) {
    state->gestures = std::make_unique<Gestures>(options.input->add_source(), options.display);
  }
  SDL_RendererInfo info{};
  SDL_GetRendererInfo(state->renderer.get(), &info);
  core::log_info("window of " + std::to_string(width) + "x" + std::to_string(height) + " on " +
                 SDL_GetCurrentVideoDriver() + ", drawn by " + info.name);
  std::unique_ptr<Window> window(new Window(std::move(state)));
  window->measure();
  window->draw();
  return window;
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

void Window::on_frame(const port::FramePtr& frame) {
  const std::lock_guard guard(state_->mutex);
  const bool was_empty = !state_->next;
  state_->next = frame;
  if (was_empty) state_->wake();  // else one wake-up is under way already
}

void Window::handle(const SDL_Event& event) {
  if (event.type == SDL_QUIT) {
    state_->quit = true;
  } else if (event.type == state_->wake_event) {
    show_next();
  } else if (event.type == SDL_RENDER_DEVICE_RESET) {
    state_->texture.reset();
    if (state_->shown) upload();
    draw();
  } else if (event.type == SDL_WINDOWEVENT &&
             (event.window.event == SDL_WINDOWEVENT_EXPOSED ||
              event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED)) {
    measure();
    draw();
  }
  if (state_->gestures) state_->gestures->handle(event);
}

/// Input comes in the window's units, which are not pixels on every desktop.
void Window::measure() {
  int width = 0, height = 0;
  SDL_GetWindowSize(state_->window.get(), &width, &height);
  if (state_->gestures && width > 0 && height > 0) state_->gestures->resize(width, height);
}

void Window::show_next() {
  {
    const std::lock_guard guard(state_->mutex);
    if (!state_->next) return;
    state_->shown = std::exchange(state_->next, nullptr);
  }
  upload();
  draw();
}

/// Brings the frame to the GPU, into a texture of its size.
void Window::upload() {
  const port::Frame& frame = *state_->shown;
  const int width = static_cast<int>(frame.width), height = static_cast<int>(frame.height);
  int has_width = 0, has_height = 0;
  if (state_->texture) {
    SDL_QueryTexture(state_->texture.get(), nullptr, nullptr, &has_width, &has_height);
  }
  if (has_width != width || has_height != height) {
    state_->texture.reset(SDL_CreateTexture(state_->renderer.get(), SDL_PIXELFORMAT_RGBA32,
                                            SDL_TEXTUREACCESS_STREAMING, width, height));
  }
  if (!state_->texture ||
      SDL_UpdateTexture(state_->texture.get(), nullptr, frame.pixels.data(), width * 4) != 0) {
    state_->log.warning(std::string("a frame is not shown: ") + SDL_GetError());
  }
}

void Window::draw() {
  SDL_Renderer* renderer = state_->renderer.get();
  SDL_SetRenderDrawColor(renderer, 0, 0, 0, SDL_ALPHA_OPAQUE);
  SDL_RenderClear(renderer);
  int width = 0, height = 0;
  if (state_->texture && SDL_GetRendererOutputSize(renderer, &width, &height) == 0) {
    const auto view = port::View::fit(state_->display, width, height);
    const SDL_FRect place{static_cast<float>(view.left), static_cast<float>(view.top),
                          static_cast<float>(view.scale * state_->display.width),
                          static_cast<float>(view.scale * state_->display.height)};
    SDL_RenderCopyF(renderer, state_->texture.get(), nullptr, &place);
  }
  SDL_RenderPresent(renderer);
}

}  // namespace anc::window
