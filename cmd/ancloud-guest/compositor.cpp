// Composition: see compositor.h.
#include "cmd/ancloud-guest/compositor.h"

#include <ctime>

namespace anc::guest {
namespace {

// As Anbox's window manager names the layer of task 1.
constexpr const char* kSceneLayer = "org.anbox.surface.1";
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
                            int display_width, int display_height) {
  connection_->rc.rcPostLayer(text_bytes(name), buffer, 1.0f, 0, 0, width, height, 0, 0,
                              display_width, display_height);
  connection_->flush();
}

void Compositor::post(uint32_t color_buffer) {
  GlConnection& c = *connection_;
  bar_.show(c, clock_text());
  if (opened_.insert(color_buffer).second) (void)c.rc.rcOpenColorBuffer2(color_buffer);
  post_layer(kSceneLayer, color_buffer, width_, height_, display_width_, display_height_);
  post_layer(kStatusLayer, bar_.color_buffer(), bar_.width(), bar_.height(), display_width_,
             bar_.height());
  c.rc.rcPostAllLayersDone();
  // The next frame's question, which also sends the "done" and returns when it has been done.
  (void)c.rc.rcGetDisplayVsyncPeriod(0);
}

Result<void> Compositor::run(FrameQueue& queue, const std::stop_token& stop, Event& first_posted) {
  while (const auto frame = queue.pop(stop)) {
    post(*frame);
    TRY(connection_->status());
    first_posted.set();
  }
  for (const uint32_t buffer : opened_) connection_->rc.rcCloseColorBuffer(buffer);
  connection_->rc.rcCloseColorBuffer(bar_.color_buffer());
  connection_->flush();
  return connection_->status();
}

}  // namespace anc::guest
