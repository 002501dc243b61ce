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

Compositor::Compositor(std::unique_ptr<GlConnection> connection, StatusBar bar)
    : connection_(std::move(connection)), bar_(std::move(bar)) {}

Result<Compositor> Compositor::create(const std::string& pipe, int width, int height) {
  auto connection = TRY(GlConnection::open(pipe));
  auto& rc = connection->rc;
  (void)rc.rcGetNumDisplays();
  (void)rc.rcGetDisplayVsyncPeriod(0);
  const int display_width = rc.rcGetDisplayWidth(0);
  const int display_height = rc.rcGetDisplayHeight(0);
  (void)rc.rcGetDisplayDpiX(0);
  (void)rc.rcGetDisplayDpiY(0);
  TRY(connection->status());
  if (display_width < 1 || display_height < 1) {
    return fail(Kind::kGraphics, "the host has no display");
  }
  auto bar = TRY(StatusBar::create(*connection, display_width));
  Compositor made(std::move(connection), std::move(bar));
  made.width_ = width;
  made.height_ = height;
  made.display_width_ = display_width;
  made.display_height_ = display_height;
  return made;
}

void Compositor::post_layer(const std::string& name, uint32_t buffer, int width, int height,
                            const Frame& where) {
  connection_->rc.rcPostLayer(text_bytes(name), buffer, 1.0f, 0, 0, width, height, where.left,
                              where.top, where.right, where.bottom);
  connection_->flush();
}

Result<void> Compositor::post_cards(const std::vector<Task>& tasks) {
  for (const Task& task : tasks) {
    if (task.id == kSceneTask) continue;
    auto card = cards_.find(task.id);
    if (card == cards_.end()) {
      card = cards_.emplace(task.id, TRY(TaskCard::create(*connection_, task))).first;
    }
    card->second.show(*connection_, task);
    post_layer(layer_of(task.id), card->second.color_buffer(), card->second.width(),
               card->second.height(), task.frame);
  }
  return {};
}

// Those whose task is not in the list any more.
void Compositor::close_cards(const std::vector<Task>& tasks) {
  std::erase_if(cards_, [&](const auto& entry) {
    for (const Task& task : tasks) {
      if (task.id == entry.first) return false;
    }
    connection_->rc.rcCloseColorBuffer(entry.second.color_buffer());
    return true;
  });
}

Result<void> Compositor::post(uint32_t color_buffer, const std::vector<Task>& tasks) {
  GlConnection& c = *connection_;
  bar_.show(c, clock_text());
  if (opened_.insert(color_buffer).second) (void)c.rc.rcOpenColorBuffer2(color_buffer);
  post_layer(layer_of(kSceneTask), color_buffer, width_, height_,
             {0, 0, display_width_, display_height_});
  TRY(post_cards(tasks));
  post_layer(kStatusLayer, bar_.color_buffer(), bar_.width(), bar_.height(),
             {0, 0, display_width_, bar_.height()});
  c.rc.rcPostAllLayersDone();
  // The next frame's question, which also sends the "done" and returns when it has been done.
  (void)c.rc.rcGetDisplayVsyncPeriod(0);
  close_cards(tasks);
  return c.status();
}

Result<void> Compositor::run(FrameQueue& queue, const Tasks& tasks, const std::stop_token& stop,
                             Event& first_posted) {
  while (const auto frame = queue.pop(stop)) {
    TRY(post(*frame, tasks.in_order()));
    first_posted.set();
  }
  close_cards({});
  for (const uint32_t buffer : opened_) connection_->rc.rcCloseColorBuffer(buffer);
  connection_->rc.rcCloseColorBuffer(bar_.color_buffer());
  connection_->flush();
  return connection_->status();
}

}  // namespace anc::guest
