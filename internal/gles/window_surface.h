// A guest's window surface: off-screen storage of its own that a flush copies to a colour buffer.
#pragma once

#include <memory>
#include <mutex>

#include "internal/gles/color_buffer.h"
#include "internal/gles/egl_display.h"

namespace anc::gles {

/// One EGL surface; destroyed by its last user, so that a context keeps what it has current.
class SurfaceStorage {
 public:
  /// nullptr when the host cannot make one of that size.
  static std::shared_ptr<SurfaceStorage> create(const EglDisplay& display, const ConfigSizes& sizes,
                                                uint32_t width, uint32_t height);
  ~SurfaceStorage() { display_.egl().eglDestroySurface(display_.handle(), surface_); }
  SurfaceStorage(const SurfaceStorage&) = delete;
  SurfaceStorage& operator=(const SurfaceStorage&) = delete;

  EGLSurface handle() const { return surface_; }
  uint32_t width() const { return width_; }
  uint32_t height() const { return height_; }

 private:
  SurfaceStorage(const EglDisplay& display, EGLSurface surface, uint32_t width, uint32_t height)
      : display_(display), surface_(surface), width_(width), height_(height) {}

  const EglDisplay& display_;
  const EGLSurface surface_;
  const uint32_t width_, height_;
};

/// What a handle of rcCreateWindowSurface names. Contents stay over a flush. Any thread.
class WindowSurface {
 public:
  WindowSurface(const EglDisplay& display, const ConfigSizes& sizes,
                std::shared_ptr<SurfaceStorage> storage)
      : display_(display), sizes_(sizes), storage_(std::move(storage)) {}

  /// What to make current now.
  std::shared_ptr<SurfaceStorage> storage() const;
  /// The target of the next flush. A buffer of another size gives the surface new, empty storage;
  /// contexts that have the old one current must make the new one current.
  void attach(std::shared_ptr<ColorBuffer> target);
  /// Copies to the attached buffer, if there is one. False when another thread draws to it now.
  bool flush();

 private:
  const EglDisplay& display_;
  const ConfigSizes sizes_;
  mutable std::mutex mutex_;
  std::shared_ptr<SurfaceStorage> storage_;
  std::shared_ptr<ColorBuffer> target_;
};

}  // namespace anc::gles
