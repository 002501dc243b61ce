// Opening and probing the host's EGL display: see egl_display.h.
#include "internal/gles/egl_display.h"

#include "internal/gles/egl_candidates.h"

namespace anc::gles {
namespace {

constexpr const char* kNeededExtensions[] = {"EGL_KHR_surfaceless_context",
                                             "EGL_KHR_no_config_context", "EGL_KHR_image_base",
                                             "EGL_KHR_gl_texture_2D_image"};

std::string text_or_empty(const void* text) {
  return text != nullptr ? static_cast<const char*>(text) : "";
}

}  // namespace

bool has_word(std::string_view list, std::string_view word) {
  for (size_t at = 0; (at = list.find(word, at)) != std::string_view::npos; at += word.size()) {
    const size_t end = at + word.size();
    const bool starts = at == 0 || list[at - 1] == ' ';
    if (starts && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

bool is_software_renderer(std::string_view renderer) {
  for (const std::string_view word : {"llvmpipe", "softpipe", "swrast", "SWR", "SwiftShader",
                                      "Software Rasterizer", "lavapipe"}) {
    if (renderer.find(word) != std::string_view::npos) return true;
  }
  return false;
}

Result<std::unique_ptr<EglDisplay>> EglDisplay::open() {
  std::unique_ptr<EglDisplay> display(new EglDisplay(TRY(GlLibraries::load())));
  std::string tried;
  for (const EglCandidate& candidate : egl_candidates(display->egl())) {
    if (candidate.display == EGL_NO_DISPLAY) continue;
    const Result<void> works = display->initialise(candidate.display);
    if (works) {
      display->description_ += " (" + candidate.name + ")";
      return display;
    }
    tried += "; " + candidate.name + ": " + works.error().message();
  }
  return fail(Error(Kind::kGraphics, "no EGL display can draw" + tried).hint(kPackagesHint));
}

EglDisplay::~EglDisplay() {
  if (display_ != EGL_NO_DISPLAY) egl().eglTerminate(display_);
}

Result<void> EglDisplay::initialise(EGLDisplay display) {
  EGLint major = 0, minor = 0;
  if (egl().eglInitialize(display, &major, &minor) != EGL_TRUE) {
    return fail(Kind::kGraphics, "does not initialise");
  }
  display_ = display;
  major_ = major;
  minor_ = minor;
  const Result<void> works = probe();
  if (!works) {
    egl().eglTerminate(display_);
    display_ = EGL_NO_DISPLAY;
  }
  return works;
}

Result<void> EglDisplay::probe() {
  const std::string extensions = text_or_empty(egl().eglQueryString(display_, EGL_EXTENSIONS));
  for (const char* needed : kNeededExtensions) {
    if (!has_word(extensions, needed)) return fail(Kind::kGraphics, std::string("no ") + needed);
  }
  robust_ = has_word(extensions, "EGL_EXT_create_context_robustness");
  egl().eglBindAPI(EGL_OPENGL_ES_API);
  // Drivers usually answer a request for 2 with their newest version; the blit needs 3.
  for (client_version_ = 2; client_version_ <= 3; ++client_version_) {
    const EGLContext context = create_context(EGL_NO_CONTEXT);
    if (context == EGL_NO_CONTEXT) continue;
    GLint gl_major = 0;
    if (make_current(context)) {
      gl().glGetIntegerv(GL_MAJOR_VERSION, &gl_major);
      vendor_ = text_or_empty(gl().glGetString(GL_VENDOR));
      renderer_ = text_or_empty(gl().glGetString(GL_RENDERER));
      gl_extensions_ = text_or_empty(gl().glGetString(GL_EXTENSIONS));
      description_ =
          vendor_ + ", " + renderer_ + ", " + text_or_empty(gl().glGetString(GL_VERSION));
      release_current();
    }
    egl().eglDestroyContext(display_, context);
    if (gl_major < 3) continue;
    software_ = is_software_renderer(renderer_);
    // The entry point alone says nothing: libraries answer for every name they have heard of.
    if (!has_word(gl_extensions_, "GL_MESA_framebuffer_flip_y")) {
      libraries_.gl.glFramebufferParameteriMESA = nullptr;
    }
    if (!has_word(gl_extensions_, "GL_OES_EGL_image")) {
      return fail(Kind::kGraphics, renderer_ + " has no GL_OES_EGL_image");
    }
    return {};
  }
  return fail(Kind::kGraphics, "no OpenGL ES 3 context");
}

EGLContext EglDisplay::create_context(EGLContext share) const {
  const EGLint robust[] = {EGL_CONTEXT_CLIENT_VERSION, client_version_,
                           EGL_CONTEXT_OPENGL_ROBUST_ACCESS_EXT, EGL_TRUE, EGL_NONE};
  const EGLint plain[] = {EGL_CONTEXT_CLIENT_VERSION, client_version_, EGL_NONE};
  egl().eglBindAPI(EGL_OPENGL_ES_API);
  return egl().eglCreateContext(display_, EGL_NO_CONFIG_KHR, share, robust_ ? robust : plain);
}

}  // namespace anc::gles
