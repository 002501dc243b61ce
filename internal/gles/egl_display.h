// The host's EGL display: which platform and device draw for the guest, and what can be made on it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "internal/gles/egl_candidates.h"
#include "internal/gles/gl_api.h"

namespace anc::gles {

/// What a guest's config asks of the host.
struct ConfigSizes {
  int red = 8, green = 8, blue = 8, alpha = 8, depth = 24, stencil = 8;
};

/// An initialised EGL display with the extensions that this module needs: surfaceless contexts,
/// contexts without a config, EGL images of textures. Pictures leave by read-back, so a display
/// without any window system is taken first. Any thread, except where noted.
class EglDisplay {
 public:
  /// Told what is done next with a driver, which may hang or crash there: "initialised".
  using Steps = std::function<void(std::string_view step)>;

  /// Opens one candidate. kGraphics with the reason when it cannot draw for guests.
  static Result<std::unique_ptr<EglDisplay>> open(const GlLibraries& libraries,
                                                  const EglCandidate& candidate,
                                                  const Steps& steps = {});
  /// Opens the candidate of that name (driver_probe.h finds out which); with an empty name the
  /// first that works, in this process, whatever its driver does to it. kGraphics, with what each
  /// attempt said, when none works.
  static Result<std::unique_ptr<EglDisplay>> open(std::string_view name = {});
  ~EglDisplay();
  EglDisplay(const EglDisplay&) = delete;
  EglDisplay& operator=(const EglDisplay&) = delete;

  const EglApi& egl() const { return libraries_.egl; }
  const GlApi& gl() const { return libraries_.gl; }
  EGLDisplay handle() const { return display_; }

  /// "Mesa/X.org, llvmpipe (LLVM 15.0.6, 256 bits), OpenGL ES 3.2 Mesa 22.3.6"
  const std::string& description() const { return description_; }
  /// The processor draws: slow, and worth a warning.
  bool software() const { return software_; }
  int major() const { return major_; }
  int minor() const { return minor_; }
  /// Space-separated GL_EXTENSIONS of the host.
  const std::string& gl_extensions() const { return gl_extensions_; }
  const std::string& vendor() const { return vendor_; }
  const std::string& renderer() const { return renderer_; }
  /// "OpenGL ES 3.2 Mesa 22.3.6", of the contexts that this display makes; at least 3.0.
  const std::string& gl_version() const { return gl_version_; }
  /// "OpenGL ES GLSL ES 3.20"
  const std::string& shading_language() const { return shading_language_; }

  /// Space-separated EGL_EXTENSIONS of the display.
  const std::string& egl_extensions() const { return egl_extensions_; }
  /// Framebuffer objects can be drawn top row first, as a window is: the flush to a colour buffer
  /// is then a plain copy, and edges fall on the same pixels as in a window
  /// (GL_MESA_framebuffer_flip_y).
  bool draws_top_first() const { return libraries_.gl.glFramebufferParameteriMESA != nullptr; }
  /// A draw that reads beyond a buffer object reads something harmless instead.
  bool robust() const { return robust_; }
  /// Contexts say when the driver has lost them.
  bool tells_losses() const { return reset_status_ != nullptr; }

  /// A context without a config or surface; EGL_NO_CONTEXT on failure.
  EGLContext create_context(EGLContext share) const;
  /// Whether the driver has lost the context that is current on this thread, with all it shares: it
  /// draws nothing any more. Only asks the driver, which costs a frame nothing but a packet much.
  bool context_lost() const { return reset_status_ != nullptr && reset_status_() != GL_NO_ERROR; }
  /// On this thread; contexts need no surface.
  bool make_current(EGLContext context) const {
    return libraries_.egl.eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context) ==
           EGL_TRUE;
  }
  bool release_current() const { return make_current(EGL_NO_CONTEXT); }

 private:
  explicit EglDisplay(const GlLibraries& libraries) : libraries_(libraries) {}
  Result<void> initialise(EGLDisplay display, const Steps& steps);
  Result<void> examine();
  /// A context of the least version that gives ES 3; EGL_NO_CONTEXT on failure.
  EGLContext first_context();
  void read_strings();

  GlLibraries libraries_;
  EGLDisplay display_ = EGL_NO_DISPLAY;
  EGLint client_version_ = 2;
  int major_ = 0, minor_ = 0;
  bool software_ = false;
  bool robust_ = false;    ///< draws cannot read beyond buffer objects
  bool notifies_ = false;  ///< contexts are made to be lost on a reset
  decltype(&::glGetGraphicsResetStatusEXT) reset_status_ = nullptr;
  std::string description_, vendor_, renderer_, gl_version_, shading_language_, gl_extensions_,
      egl_extensions_;
};

/// Whether `word` stands in a space-separated list.
bool has_word(std::string_view list, std::string_view word);
/// Whether a GL_RENDERER text is one of the known software rasterisers.
bool is_software_renderer(std::string_view renderer);

}  // namespace anc::gles
