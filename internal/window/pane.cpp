// SDL2: one window and its renderer. See pane.h.
#include "internal/window/pane.h"

#include <utility>

#include <SDL2/SDL.h>

#include "internal/core/log.h"

namespace anc::window {
namespace {
Error refused(const std::string& what) { return Error(Kind::kGraphics, what + SDL_GetError()); }

Desktop desktop_of(int screen) {
  SDL_Rect bounds{};
  if (screen < 0 || SDL_GetDisplayUsableBounds(screen, &bounds) != 0) return {};
  return {{bounds.x, bounds.y}, {bounds.w, bounds.h}};
}

Desktop desktop_around(SDL_Window& window) {
  return desktop_of(SDL_GetWindowDisplayIndex(&window));
}

Size size_of(SDL_Window& window) {
  Size size;
  SDL_GetWindowSize(&window, &size.width, &size.height);
  return size;
}
}  // namespace

void Pane::Destroy::operator()(SDL_Window* window) const { SDL_DestroyWindow(window); }
void Pane::Destroy::operator()(SDL_Renderer* renderer) const { SDL_DestroyRenderer(renderer); }

Result<std::unique_ptr<Pane>> Pane::open(Options options) {
  std::unique_ptr<Pane> pane(new Pane(options.display));
  const Desktop desktop = desktop_of(0);
  const Size size = first_size(options.display, desktop.size);
  const Point at = options.place
                       ? Point{desktop.at.x + options.place->x, desktop.at.y + options.place->y}
                       : Point{SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED};
  // Pixels of the screen, where the desktop's units are larger: the picture is drawn in those.
  const uint32_t flags = SDL_WINDOW_RESIZABLE | SDL_WINDOW_ALLOW_HIGHDPI |
                         (options.fullscreen ? uint32_t{SDL_WINDOW_FULLSCREEN_DESKTOP} : 0u);
  pane->window_.reset(
      SDL_CreateWindow(options.title.c_str(), at.x, at.y, size.width, size.height, flags));
  if (!pane->window_) return fail(refused("open a window: "));
  pane->renderer_.reset(SDL_CreateRenderer(
      pane->window_.get(), -1, options.paced ? uint32_t{SDL_RENDERER_PRESENTVSYNC} : 0u));
  if (!pane->renderer_) return fail(refused("draw into the window: "));
  pane->picture_ = std::make_unique<Picture>(*pane->renderer_);
  if (options.input) {
    pane->gestures_ =
        std::make_unique<Gestures>(std::move(options.input), options.display, options.origin);
  }
  SDL_RendererInfo info{};
  SDL_GetRendererInfo(pane->renderer_.get(), &info);
  core::log_info("window of " + std::to_string(size.width) + "x" + std::to_string(size.height) +
                 " on " + SDL_GetCurrentVideoDriver() + ", drawn by " + info.name);
  pane->measure();
  pane->picture_->draw();
  return pane;
}

Pane::~Pane() = default;

uint32_t Pane::id() const { return SDL_GetWindowID(window_.get()); }

void Pane::show(const port::FramePtr& frame) {
  picture_->show(frame);
  picture_->draw();
}

void Pane::set_display(const port::Display& display) {
  const port::Display before = display_;
  set_part(display, {});
  const bool reshaped =
      before.seen_width() != display.seen_width() || before.seen_height() != display.seen_height();
  if (!reshaped || fills_screen()) return;
  const Size now = size_of(*window_);
  resize(now, next_size(now, before, display, desktop_around(*window_).size));
}

void Pane::set_part(const port::Display& display, const port::Place& origin) {
  display_ = display;
  if (gestures_) gestures_->set_display(display, origin);
}

void Pane::fit() {
  const Size now = size_of(*window_);
  const Size next = first_size(display_, desktop_around(*window_).size);
  if (now != next && !fills_screen()) resize(now, next);
}

bool Pane::fills_screen() const {
  constexpr uint32_t kFills = SDL_WINDOW_FULLSCREEN_DESKTOP | SDL_WINDOW_MAXIMIZED;
  return (SDL_GetWindowFlags(window_.get()) & kFills) != 0;
}

void Pane::resize(Size now, Size next) {
  Point at;
  SDL_GetWindowPosition(window_.get(), &at.x, &at.y);
  SDL_SetWindowSize(window_.get(), next.width, next.height);
  const Point place = next_place(at, now, next, desktop_around(*window_));
  SDL_SetWindowPosition(window_.get(), place.x, place.y);  // where windows may choose
  measure();
}

void Pane::set_title(const std::string& title) { SDL_SetWindowTitle(window_.get(), title.c_str()); }

void Pane::set_icon(const port::Frame& icon) {
  const auto width = static_cast<int>(icon.width), height = static_cast<int>(icon.height);
  // SDL copies it and does not write; its type only does not say so.
  const std::unique_ptr<SDL_Surface, void (*)(SDL_Surface*)> surface(
      SDL_CreateRGBSurfaceWithFormatFrom(const_cast<std::byte*>(icon.pixels.data()), width, height,
                                         32, width * 4, SDL_PIXELFORMAT_RGBA32),
      SDL_FreeSurface);
  if (surface) SDL_SetWindowIcon(window_.get(), surface.get());
}

void Pane::handle(const SDL_Event& event) {
  if (event.type == SDL_RENDER_DEVICE_RESET) {
    picture_->upload_again();
    picture_->draw();
  } else if (event.type == SDL_WINDOWEVENT &&
             (event.window.event == SDL_WINDOWEVENT_EXPOSED ||
              event.window.event == SDL_WINDOWEVENT_SIZE_CHANGED)) {
    measure();
    picture_->draw();
  } else if (is_fullscreen_key(event)) {
    return;
  }
  if (gestures_) gestures_->handle(event);
}

bool Pane::is_fullscreen_key(const SDL_Event& event) {
  const bool down = event.type == SDL_KEYDOWN;
  if ((!down && event.type != SDL_KEYUP) || event.key.keysym.scancode != SDL_SCANCODE_F11) {
    return false;
  }
  if (!down) return std::exchange(fullscreen_key_down_, false);
  if (event.key.repeat != 0) return fullscreen_key_down_;
  // With any of these it is the guest's.
  constexpr int kModifiers = KMOD_CTRL | KMOD_SHIFT | KMOD_ALT | KMOD_GUI;
  fullscreen_key_down_ = (event.key.keysym.mod & kModifiers) == 0;
  if (fullscreen_key_down_) toggle_fullscreen();
  return fullscreen_key_down_;
}

void Pane::toggle_fullscreen() {
  const bool full = (SDL_GetWindowFlags(window_.get()) & SDL_WINDOW_FULLSCREEN_DESKTOP) != 0;
  SDL_SetWindowFullscreen(window_.get(), full ? 0 : SDL_WINDOW_FULLSCREEN_DESKTOP);
}

/// Input comes in the window's units, which are not pixels on every desktop.
void Pane::measure() {
  const auto [width, height] = size_of(*window_);
  if (gestures_ && width > 0 && height > 0) gestures_->resize(width, height);
}

}  // namespace anc::window
