// A window of the guest: what EGL and gralloc of Android send to the host for one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "cmd/ancloud-guest/gl_connection.h"

namespace anc::guest {

/// eglInitialize, eglChooseConfig, three graphics buffers, a surface and an ES2 context that is
/// current when `create` returns. Source of the order: a recorded start of a real guest.
class EglWindow {
 public:
  /// kGraphics when the host refuses one of the steps; which one is in the message. `size`: in
  /// place of the screen's.
  static Result<EglWindow> create(GlConnection& connection,
                                  std::optional<std::pair<int, int>> size);

  int width() const { return width_; }
  int height() const { return height_; }
  int screen_width() const { return screen_width_; }
  int screen_height() const { return screen_height_; }

  /// eglSwapBuffers: finishes the frame in the attached buffer, attaches the next one. Returns the
  /// colour buffer that holds the frame; it is drawn again three swaps later.
  Result<uint32_t> swap();
  /// Unbinds and releases everything, and waits until the host has done it.
  void destroy();

 private:
  explicit EglWindow(GlConnection& connection) : connection_(&connection) {}
  Result<void> initialize();
  Result<uint32_t> choose_config();
  Result<void> make_surface(uint32_t config);

  GlConnection* connection_;
  int width_ = 0, height_ = 0;
  int screen_width_ = 0, screen_height_ = 0;
  std::array<uint32_t, 3> buffers_{};
  size_t attached_ = 0;
  uint32_t surface_ = 0;
  uint32_t context_ = 0;
};

}  // namespace anc::guest
