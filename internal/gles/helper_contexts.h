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
  /// A further context of the share group, for a thread that keeps it; EGL_NO_CONTEXT on failure.
  EGLContext create_context() const { return display_.create_context(helpers_[0].context); }

 private:
  struct Helper {
    EGLContext context = EGL_NO_CONTEXT;
    GLuint framebuffer = 0, read_framebuffer = 0;
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

  const EglDisplay& display_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<Helper> helpers_;
  std::vector<Grave> graves_;
};

}  // namespace anc::gles
