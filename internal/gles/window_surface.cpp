// Window surfaces: see window_surface.h.
#include "internal/gles/window_surface.h"

namespace anc::gles {
namespace {

GLenum internal_format(const ConfigSizes& sizes) {
  if (sizes.alpha > 0) return GL_RGBA8;
  return sizes.red == 5 ? GL_RGB565 : GL_RGB8;
}

}  // namespace

std::shared_ptr<SharedImage> WindowSurface::make_storage(HelperContexts& helpers, Budget& budget,
                                                         const ConfigSizes& sizes, uint32_t width,
                                                         uint32_t height, Rows rows) {
  return SharedImage::create(helpers, budget, width, height, internal_format(sizes), rows);
}

std::shared_ptr<WindowSurface> WindowSurface::create(HelperContexts& helpers, Budget& budget,
                                                     const ConfigSizes& sizes, uint32_t width,
                                                     uint32_t height) {
  const Rows rows = helpers.display().draws_top_first() ? Rows::kTopFirst : Rows::kBottomFirst;
  auto storage = make_storage(helpers, budget, sizes, width, height, rows);
  if (storage == nullptr) return nullptr;
  return std::shared_ptr<WindowSurface>(
      new WindowSurface(helpers, budget, sizes, std::move(storage)));
}

std::shared_ptr<SharedImage> WindowSurface::storage() const {
  const std::lock_guard guard(mutex_);
  return storage_;
}

bool WindowSurface::turn_over() {
  std::shared_ptr<SharedImage> old;
  const std::lock_guard guard(mutex_);
  if (storage_->rows() == Rows::kBottomFirst) return true;
  auto turned = make_storage(helpers_, budget_, sizes_, storage_->width(), storage_->height(),
                             Rows::kBottomFirst);
  if (turned == nullptr || !turned->copy_from(*storage_)) return false;
  old = std::exchange(storage_, std::move(turned));
  return true;
}

std::shared_ptr<ColorBuffer> WindowSurface::target() const {
  const std::lock_guard guard(mutex_);
  return target_;
}

void WindowSurface::attach(std::shared_ptr<ColorBuffer> target) {
  std::shared_ptr<SharedImage> old;  // may be the last reference: not under the lock
  const std::lock_guard guard(mutex_);
  if (target->width() != storage_->width() || target->height() != storage_->height()) {
    auto resized = make_storage(helpers_, budget_, sizes_, target->width(), target->height(),
                                storage_->rows());
    if (resized == nullptr) return;
    old = std::exchange(storage_, std::move(resized));
  }
  target_ = std::move(target);
}

}  // namespace anc::gles
