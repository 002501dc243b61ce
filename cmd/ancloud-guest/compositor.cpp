// Composition: see compositor.h.
#include "cmd/ancloud-guest/compositor.h"

#include <ctime>

namespace anc::guest {
namespace {

// As Anbox's window manager names the layers of a task.
std::string layer_of(int32_t task) { return "org.anbox.surface." + std::to_string(task); }

constexpr const char* kStatusLayer = "StatusBar";

std::string clock_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[8];
  std::strftime(text, sizeof text, "%H:%M", &parts);
  return text;
}

}  // namespace

Result<Compositor> Compositor::create(const std::string& pipe) {
  Compositor made(TRY(GlConnection::open(pipe)));
  auto& rc = made.connection_->rc;
  (void)rc.rcGetNumDisplays();
  (void)rc.rcGetDisplayVsyncPeriod(0);
  made.display_width_ = rc.rcGetDisplayWidth(0);
  made.display_height_ = rc.rcGetDisplayHeight(0);
  (void)rc.rcGetDisplayDpiX(0);
  (void)rc.rcGetDisplayDpiY(0);
  TRY(made.connection_->status());
  if (made.display_width_ < 1 || made.display_height_ < 1) {
    return fail(Kind::kGraphics, "the host has no display");
  }
  return made;
}

// Whatever is painted anew when the screen is turned or has another size.
Result<void> Compositor::dress(const Orientation& screen) {
  if (decor_ && screen == screen_) return {};
  undress();
  screen_ = screen;
  GlConnection& c = *connection_;
  const int width = screen.upright_width();
  const Layout layout = Layout::of(width, screen.upright_height());
  decor_.emplace(Decor{layout,
                       TRY(StatusBar::create(c, width, layout.scale, screen.quarters)),
                       TRY(InfoPanel::create(c, layout, screen.quarters)),
                       TRY(TouchMark::create(c, layout.scale)),
                       {}});
  return {};
}

void Compositor::undress() {
  if (!decor_) return;
  close_cards({});
  decor_->bar.buffer().close(*connection_);
  decor_->panel.buffer().close(*connection_);
  decor_->mark.buffer().close(*connection_);
  decor_.reset();
  for (const uint32_t buffer : opened_) connection_->rc.rcCloseColorBuffer(buffer);
  opened_.clear();
}

// `where` is on the framebuffer.
void Compositor::post_layer(const std::string& name, const PictureBuffer& picture,
                            const Frame& where) {
  connection_->rc.rcPostLayer(text_bytes(name), picture.id(), 1.0f, 0, 0, picture.width(),
                              picture.height(), where.left, where.top, where.right, where.bottom);
  connection_->flush();
}

void Compositor::post_scene(const FinishedFrame& frame) {
  auto& rc = connection_->rc;
  if (opened_.insert(frame.color_buffer).second) (void)rc.rcOpenColorBuffer2(frame.color_buffer);
  rc.rcPostLayer(text_bytes(layer_of(kSceneTask)), frame.color_buffer, 1.0f, 0, 0, frame.width,
                 frame.height, 0, 0, screen_.width, screen_.height);
  connection_->flush();
}

Result<void> Compositor::post_cards(const std::vector<Task>& tasks) {
  for (const Task& task : tasks) {
    if (task.id == kSceneTask) continue;
    auto card = decor_->cards.find(task.id);
    if (card == decor_->cards.end()) {
      auto made = TRY(TaskCard::create(*connection_, task, screen_.quarters));
      card = decor_->cards.emplace(task.id, std::move(made)).first;
    }
    card->second.show(*connection_, task);
    post_layer(layer_of(task.id), card->second.buffer(), screen_.to_framebuffer(task.frame));
  }
  return {};
}

// A mark belongs to the window under the finger, and to its layers, wherever the host shows those.
void Compositor::post_marks(const std::vector<Task>& tasks, const ScreenState::Seen& seen) {
  for (const Point& finger : seen.fingers) {
    const int32_t task = topmost_at(tasks, screen_.to_upright(finger)).value_or(kSceneTask);
    post_layer(layer_of(task), decor_->mark.buffer(), decor_->mark.around(finger));
  }
}

// Those whose task is not in the list any more.
void Compositor::close_cards(const std::vector<Task>& tasks) {
  std::erase_if(decor_->cards, [&](const auto& entry) {
    for (const Task& task : tasks) {
      if (task.id == entry.first) return false;
    }
    entry.second.buffer().close(*connection_);
    return true;
  });
}

Result<void> Compositor::post(const FinishedFrame& frame, const std::vector<Task>& tasks,
                              const ScreenState::Seen& seen) {
  GlConnection& c = *connection_;
  TRY(dress(frame.screen));
  decor_->bar.show(c, clock_text());
  decor_->panel.show(c, seen);
  post_scene(frame);
  post_layer(layer_of(kSceneTask), decor_->panel.buffer(),
             screen_.to_framebuffer(decor_->layout.panel_frame()));
  TRY(post_cards(tasks));
  post_layer(kStatusLayer, decor_->bar.buffer(),
             screen_.to_framebuffer({0, 0, screen_.upright_width(), decor_->bar.height()}));
  post_marks(tasks, seen);
  c.rc.rcPostAllLayersDone();
  // The next frame's question, which also sends the "done" and returns when it has been done.
  (void)c.rc.rcGetDisplayVsyncPeriod(0);
  close_cards(tasks);
  return c.status();
}

Result<void> Compositor::run(FrameQueue& queue, Tasks& tasks, const ScreenState& state,
                             const std::stop_token& stop, Event& first_posted) {
  while (const auto frame = queue.pop(stop)) {
    tasks.resize_screen(frame->screen.upright_width(), frame->screen.upright_height());
    TRY(post(*frame, tasks.in_order(), state.look()));
    first_posted.set();
  }
  undress();
  connection_->flush();
  return connection_->status();
}

}  // namespace anc::guest
