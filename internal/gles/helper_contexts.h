// GL contexts of the host's own, for work on colour buffers without touching a guest's context.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "internal/gles/egl_display.h"

namespace anc::gles {

/// A small pool of contexts in one share group, in which the textures of all colour buffers and the
/// composer's program live. More than one is made only when threads meet: work in them is short.
/// llvmpipe gets a single one: each would compile the same shaders again for 2.5 MB, while the
/// processor that draws is the same. Any thread.
class HelperContexts {
 public:
  static Result<std::unique_ptr<HelperContexts>> create(const EglDisplay& display);
  ~HelperContexts();

  /// Makes a helper current on this thread and gives the thread its own context back at the end.
  /// Not nested. May wait for another thread's scope to end.
  class Scope {
   public:
    explicit Scope(HelperContexts& helpers, EGLSurface surface = EGL_NO_SURFACE);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
    /// False where the surface could not be made current (it is in use by another thread).
    bool ok() const { return ok_; }
    const GlApi& gl() const { return helpers_.display_.gl(); }
    /// Binds the helper's framebuffer object to `target` with `texture` as its only attachment.
    void attach(GLenum target, GLuint texture) const;

   private:
    HelperContexts& helpers_;
    size_t index_;
    EGLContext old_context_;
    EGLSurface old_draw_, old_read_;
    bool ok_;
  };

  const EglDisplay& display() const { return display_; }
  /// Deletes these later, when a helper is current anyway: destructors run on any thread.
  void bury(GLuint texture, EGLImageKHR image);
  /// Deletes what was buried, where no other work came along to do it.
  void clean_up();

 private:
  struct Helper {
    EGLContext context = EGL_NO_CONTEXT;
    GLuint framebuffer = 0;
    bool taken = false;
  };
  struct Grave {
    GLuint texture;
    EGLImageKHR image;
  };
  static constexpr size_t kMostHelpers = 3;

  HelperContexts(const EglDisplay& display, EGLContext first)
      : display_(display), helpers_(display.software() ? 1 : kMostHelpers) {
    helpers_[0].context = first;
  }
  size_t take();
  void delete_buried();

  const EglDisplay& display_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Helper> helpers_;
  std::vector<Grave> graves_;
};

}  // namespace anc::gles
