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
#include "internal/gles/gles1_library.h"
#include "internal/gles/helper_contexts.h"
#include "internal/gles/limits.h"
#include "internal/gles/object_table.h"
#include "internal/gles/owners.h"
#include "internal/gles/window_surface.h"
#include "internal/port/display.h"

namespace anc::gles {

using Objects = ObjectTable<Context, WindowSurface, ColorBuffer>;

/// An EGL image that a guest made of one of its textures.
class ClientImage {
 public:
  /// `storage` is the texture's, which the image keeps.
  ClientImage(const EglDisplay& display, EGLImageKHR image, std::shared_ptr<const void> storage)
      : display_(display), image_(image), storage_(std::move(storage)) {}
  ~ClientImage() { display_.egl().eglDestroyImageKHR(display_.handle(), image_); }
  ClientImage(const ClientImage&) = delete;
  ClientImage& operator=(const ClientImage&) = delete;
  EGLImageKHR handle() const { return image_; }
  const std::shared_ptr<const void>& storage() const { return storage_; }

 private:
  const EglDisplay& display_;
  const EGLImageKHR image_;
  const std::shared_ptr<const void> storage_;
};

/// Images by the id that the guest knows; ids are never reused. As colour buffers do, they belong
/// to the process that made them, not to its thread. Any thread.
class ClientImages {
 public:
  explicit ClientImages(size_t most_of_owner) : most_(most_of_owner) {}

  /// 0 when the owner has too many.
  uint32_t add(Objects::OwnerId owner, std::shared_ptr<ClientImage> image);
  std::shared_ptr<ClientImage> find(uint32_t id) const;
  bool remove(uint32_t id);
  /// Drops the images of owners of whom `gone(owner)` says so.
  template <class Gone>
  void reap(Gone gone) {
    std::vector<std::shared_ptr<ClientImage>> dropped;  // destroyed without the lock
    table_.with([&](Table& table) {
      std::erase_if(table.images, [&](auto& entry) {
        if (!gone(entry.second.owner)) return false;
        dropped.push_back(std::move(entry.second.image));
        return true;
      });
    });
  }
  size_t count() const;

 private:
  struct Owned {
    Objects::OwnerId owner;
    std::shared_ptr<ClientImage> image;
  };
  struct Table {
    uint32_t last = 0;
    std::map<uint32_t, Owned> images;
  };
  const size_t most_;
  core::Guarded<Table> table_;
};

/// The display, as long as the renderer lives; its successors' too.
using Shown = core::Guarded<port::Display>;

/// Members in the order of their making; destroyed in reverse. Kept alive by the connections'
/// threads, so that one that is stuck in a driver never sees it go. When the driver loses its
/// contexts, nothing in here is worth keeping but the display: recovery.h makes another one.
struct Core {
  Core(std::shared_ptr<const Shown> display_now, const Limits& limited, Gles1Mode gles1_mode)
      : shown(std::move(display_now)),
        limits(limited),
        gles1(gles1_mode),
        memory(limited.memory_bytes),
        images(limited.images_per_process),
        objects({limited.buffers_per_process, limited.objects_per_connection}) {}

  /// Changes while guests draw: each query answers what holds then.
  port::Display display() const {
    return shown->with([](const port::Display& now) { return now; });
  }

  const std::shared_ptr<const Shown> shown;
  const Limits limits;
  core::RateLimitedLog log;
  Gles1Host gles1;
  Budget memory;                       ///< of the guests' pictures, surfaces, buffers, contexts
  std::atomic<bool> freed_much{true};  ///< the heap has pages to give back to the system
  std::atomic<bool> lost{false};       ///< the driver has lost the contexts
  std::function<void()> on_loss;       ///< called once then, on the thread that found out
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
