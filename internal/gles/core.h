// What all connections of a renderer share.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>

#include "internal/core/guarded.h"
#include "internal/core/log.h"
#include "internal/gles/color_buffer.h"
#include "internal/gles/composer.h"
#include "internal/gles/context.h"
#include "internal/gles/egl_display.h"
#include "internal/gles/helper_contexts.h"
#include "internal/gles/limits.h"
#include "internal/gles/object_table.h"
#include "internal/gles/owners.h"
#include "internal/gles/window_surface.h"

namespace anc::gles {

using Objects = ObjectTable<Context, WindowSurface, ColorBuffer>;

/// An EGL image that a guest made of one of its textures.
class ClientImage {
 public:
  ClientImage(const EglDisplay& display, EGLImageKHR image) : display_(display), image_(image) {}
  ~ClientImage() { display_.egl().eglDestroyImageKHR(display_.handle(), image_); }
  ClientImage(const ClientImage&) = delete;
  ClientImage& operator=(const ClientImage&) = delete;
  EGLImageKHR handle() const { return image_; }

 private:
  const EglDisplay& display_;
  const EGLImageKHR image_;
};

/// Images by the id that the guest knows; ids are never reused. Any thread.
class ClientImages {
 public:
  /// 0 when there are too many.
  uint32_t add(std::shared_ptr<ClientImage> image);
  std::shared_ptr<ClientImage> find(uint32_t id) const;
  bool remove(uint32_t id);

 private:
  static constexpr size_t kMost = 4096;
  struct Table {
    uint32_t last = 0;
    std::map<uint32_t, std::shared_ptr<ClientImage>> images;
  };
  core::Guarded<Table> table_;
};

/// Members in the order of their making; destroyed in reverse. Kept alive by the connections'
/// threads, so that one that is stuck in a driver never sees it go. When the driver loses its
/// contexts, nothing in here is worth keeping but the display: recovery.h makes another one.
struct Core {
  Core(const port::Display& shown, const Limits& limited)
      : display(shown),
        limits(limited),
        buffer_budget(limited.buffer_bytes),
        objects({limited.buffers_per_process, limited.objects_per_connection}) {}

  const port::Display display;
  const Limits limits;
  core::RateLimitedLog log;
  Budget buffer_budget;
  std::atomic<bool> gles1_seen{false};  ///< said once
  std::atomic<bool> freed_much{true};   ///< the heap has pages to give back to the system
  std::atomic<bool> lost{false};        ///< the driver has lost the contexts
  std::function<void()> on_loss;        ///< called once then, on the thread that found out
  std::shared_ptr<EglDisplay> egl;
  std::unique_ptr<HelperContexts> helpers;
  Owners owners;
  ClientImages images;
  Objects objects;
  std::unique_ptr<Composer> composer;

  /// Asks about the context of this core that is current on this thread: once a frame.
  void look_for_loss() {
    if (egl->context_lost() && !lost.exchange(true)) on_loss();
  }
};

}  // namespace anc::gles
