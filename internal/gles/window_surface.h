// A guest's window surface: off-screen storage of its own that a flush copies to a colour buffer.
#pragma once

#include <memory>
#include <mutex>

#include "internal/gles/color_buffer.h"
#include "internal/gles/egl_display.h"

namespace anc::gles {

/// What a handle of rcCreateWindowSurface names. Its colours are a shared image; depth and stencil
/// belong to the context that draws (default_framebuffer.h). Contents stay over a flush. Any
/// thread.
class WindowSurface {
 public:
  /// nullptr when budget or host have no memory for one of that size.
  static std::shared_ptr<WindowSurface> create(HelperContexts& helpers, Budget& budget,
                                               const ConfigSizes& sizes, uint32_t width,
                                               uint32_t height);

  const ConfigSizes& sizes() const { return sizes_; }
  /// What to draw into now.
  std::shared_ptr<SharedImage> storage() const;
  /// The target of the next flush. A buffer of another size gives the surface new, empty storage;
  /// contexts that draw to the old one must take the new one.
  void attach(std::shared_ptr<ColorBuffer> target);
  /// Before a context draws to it that cannot put the first row on top (default_framebuffer.h): the
  /// last row comes first from now on, and the contents stay. False where there is no memory.
  bool turn_over();
  /// null when none is attached.
  std::shared_ptr<ColorBuffer> target() const;

 private:
  WindowSurface(HelperContexts& helpers, Budget& budget, const ConfigSizes& sizes,
                std::shared_ptr<SharedImage> storage)
      : helpers_(helpers), budget_(budget), sizes_(sizes), storage_(std::move(storage)) {}

  static std::shared_ptr<SharedImage> make_storage(HelperContexts& helpers, Budget& budget,
                                                   const ConfigSizes& sizes, uint32_t width,
                                                   uint32_t height, Rows rows);

  HelperContexts& helpers_;
  Budget& budget_;
  const ConfigSizes sizes_;
  mutable std::mutex mutex_;
  std::shared_ptr<SharedImage> storage_;
  std::shared_ptr<ColorBuffer> target_;
};

}  // namespace anc::gles
