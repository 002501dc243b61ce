// A frame in a window: its texture, and how that is turned into the window.
#pragma once

#include <array>
#include <memory>

#include "internal/core/log.h"
#include "internal/port/display.h"
#include "internal/port/frame.h"

struct SDL_Renderer;
struct SDL_Texture;

namespace anc::window {

/// A corner of the picture in its texture, {0, 0} at the top left of the framebuffer.
struct Corner {
  float u = 0, v = 0;
};
/// What is seen at the corners of the window, clockwise from the top left.
std::array<Corner, 4> corners(port::Rotation rotation);

/// Main thread.
class Picture {
 public:
  /// Draws by `renderer`, which goes after this does.
  explicit Picture(SDL_Renderer& renderer) : renderer_(renderer) {}
  Picture(const Picture&) = delete;
  Picture& operator=(const Picture&) = delete;
  ~Picture();

  /// Brings the frame to the GPU, into a texture of its size, and keeps it.
  void show(const port::FramePtr& frame);
  /// The GPU has lost its textures.
  void upload_again();
  /// The newest frame as it is seen, scaled in proportion and centred on black; only black before
  /// the first.
  void draw();

 private:
  void upload();

  struct Destroy {
    void operator()(SDL_Texture* texture) const;
  };
  SDL_Renderer& renderer_;
  std::unique_ptr<SDL_Texture, Destroy> texture_;
  port::FramePtr shown_;
  core::RateLimitedLog log_;
};

}  // namespace anc::window
