// Window surfaces: see window_surface.h.
#include "internal/gles/window_surface.h"

#include <algorithm>

namespace anc::gles {

std::shared_ptr<SurfaceStorage> SurfaceStorage::create(const EglDisplay& display,
                                                       const ConfigSizes& sizes, uint32_t width,
                                                       uint32_t height) {
  const EGLSurface surface = display.create_surface(sizes, static_cast<int>(std::max(width, 1u)),
                                                    static_cast<int>(std::max(height, 1u)));
  if (surface == EGL_NO_SURFACE) return nullptr;
  return std::shared_ptr<SurfaceStorage>(new SurfaceStorage(display, surface, width, height));
}

std::shared_ptr<SurfaceStorage> WindowSurface::storage() const {
  const std::lock_guard guard(mutex_);
  return storage_;
}

void WindowSurface::attach(std::shared_ptr<ColorBuffer> target) {
  const std::lock_guard guard(mutex_);
  if (target->width() != storage_->width() || target->height() != storage_->height()) {
    auto resized = SurfaceStorage::create(display_, sizes_, target->width(), target->height());
    if (resized == nullptr) return;
    storage_ = std::move(resized);
  }
  target_ = std::move(target);
}

bool WindowSurface::flush() {
  std::shared_ptr<SurfaceStorage> storage;
  std::shared_ptr<ColorBuffer> target;
  {
    const std::lock_guard guard(mutex_);
    storage = storage_;
    target = target_;
  }
  if (target == nullptr) return true;
  return target->copy_from(storage->handle(), static_cast<int>(storage->width()),
                           static_cast<int>(storage->height()));
}

}  // namespace anc::gles
