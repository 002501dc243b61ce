// GL contexts of the host's own, for work on colour buffers without touching a guest's context.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "internal/gles/egl_display.h"

namespace anc::gles {

/// One share group, in which the textures of all colour buffers and surfaces and the composer's
/// program live: a root context for the composer, and a small pool for short work on any thread.
/// More than one of the pool is made only when threads meet, on llvmpipe none: the processor that
/// draws is the same. Those without work are given back, 2.3 MB each with Mesa. Any thread.
class HelperContexts {
 public:
  static Result<std::unique_ptr<HelperContexts>> create(const EglDisplay& display);
  ~HelperContexts();

  /// Makes a helper current on this thread and gives the thread its own context back at the end.
  /// Not nested. May wait for another thread's scope to end.
  class Scope {
   public:
    explicit Scope(HelperContexts& helpers);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    /// False where the driver has no context for it.
    bool ok() const { return ok_; }
    const GlApi& gl() const { return helpers_.display_.gl(); }
    /// Binds a framebuffer object of the helper to `target` with `texture` as its only attachment;
    /// GL_READ_FRAMEBUFFER has one of its own.
    void attach(GLenum target, GLuint texture) const;

   private:
    HelperContexts& helpers_;
    size_t index_;
    EGLContext old_context_;
    bool ok_;
  };

  const EglDisplay& display() const { return display_; }
  /// Deletes these later, when a helper is current anyway: destructors run on any thread.
  void bury(GLuint texture, EGLImageKHR image);
  /// Deletes what was buried. A context of the share group is current.
  void delete_buried();
  /// The context that the share group began with, for one thread to keep current.
  EGLContext root() const { return root_; }
  /// Destroys contexts of the pool that were not used since the last call; whether any is left.
  bool rest();

 private:
  struct Helper {
    EGLContext context = EGL_NO_CONTEXT;
    GLuint framebuffer = 0, read_framebuffer = 0;
    bool taken = false, used = false;
  };
  struct Grave {
    GLuint texture;
    EGLImageKHR image;
  };
  static constexpr size_t kMostHelpers = 3;

  HelperContexts(const EglDisplay& display, EGLContext root)
      : display_(display), root_(root), helpers_(display.software() ? 1 : kMostHelpers) {}
  size_t take();

  const EglDisplay& display_;
  const EGLContext root_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Helper> helpers_;
  std::vector<Grave> graves_;
};

}  // namespace anc::gles
