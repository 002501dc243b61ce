// A colour buffer: the shareable 2D image in which guest processes exchange pictures.
#pragma once

#include <atomic>
#include <memory>

#include "internal/gles/pixels.h"
#include "internal/gles/shared_image.h"

namespace anc::gles {

/// RGBA or RGB 8 bit, first row on top. Lives as long as anything refers to it. Any thread; when a
/// call that writes returns, other contexts see the whole result.
class ColorBuffer {
 public:
  /// Zero-filled. `format` is GL_RGBA, GL_RGB, GL_RGB565, GL_RGB5_A1 or GL_RGBA4 (gles-wire.md 8,
  /// 10012). nullptr for another format or when budget or host have no memory for it.
  static std::shared_ptr<ColorBuffer> create(HelperContexts& helpers, Budget& budget,
                                             uint32_t width, uint32_t height, uint32_t format);
  ColorBuffer(const ColorBuffer&) = delete;
  ColorBuffer& operator=(const ColorBuffer&) = delete;

  uint32_t width() const { return storage_->width(); }
  uint32_t height() const { return storage_->height(); }
  bool has_alpha() const { return alpha_; }
  /// The picture itself; whoever draws into it calls `changed` afterwards.
  const std::shared_ptr<SharedImage>& storage() const { return storage_; }

  /// Tight rows, first row on top. False, with nothing done, for a rectangle that is not inside,
  /// a format it does not know, or too little room or data.
  bool read(const PixelRect& rect, uint32_t format, uint32_t type, std::span<std::byte> out);
  bool update(const PixelRect& rect, uint32_t format, uint32_t type, core::Bytes in);

  /// Grows with each known change of the contents.
  uint64_t changes() const { return changes_.load(std::memory_order_acquire); }
  void changed() { changes_.fetch_add(1, std::memory_order_acq_rel); }
  /// From now on a guest may draw into it without telling: every frame counts as changed.
  void draws_unseen() { unseen_.store(true, std::memory_order_release); }
  bool may_change_unseen() const { return unseen_.load(std::memory_order_acquire); }

 private:
  ColorBuffer(HelperContexts& helpers, std::shared_ptr<SharedImage> storage, bool alpha)
      : helpers_(helpers), storage_(std::move(storage)), alpha_(alpha) {}

  HelperContexts& helpers_;
  const std::shared_ptr<SharedImage> storage_;
  const bool alpha_;
  std::atomic<uint64_t> changes_{1};
  std::atomic<bool> unseen_{false};
};

}  // namespace anc::gles
