// Opening and probing the host's EGL display: see egl_display.h.
#include "internal/gles/egl_display.h"

#include <array>

#include "internal/gles/turns.h"

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

Result<std::unique_ptr<EglDisplay>> EglDisplay::open(const GlLibraries& libraries,
                                                     const EglCandidate& candidate,
                                                     const Steps& steps) {
  if (candidate.display == EGL_NO_DISPLAY) return fail(Kind::kGraphics, "is not there");
  std::unique_ptr<EglDisplay> display(new EglDisplay(libraries));
  TRY(display->initialise(candidate.display, steps));
  display->description_ = display->vendor_ + ", " + display->renderer_ + ", " +
                          display->gl_version_ + " (" + candidate.name + ")";
  return display;
}

Result<std::unique_ptr<EglDisplay>> EglDisplay::open(std::string_view name) {
  const GlLibraries libraries = TRY(GlLibraries::load());
  std::string tried;
  for (const EglCandidate& candidate : egl_candidates(libraries.egl)) {
    if (!name.empty() && candidate.name != name) continue;
    auto display = open(libraries, candidate);
    if (display) return display;
    tried += "; " + candidate.name + ": " + display.error().message();
  }
  return fail(Error(Kind::kGraphics, "no EGL display can draw" + tried).hint(kPackagesHint));
}

EglDisplay::~EglDisplay() {
  if (display_ != EGL_NO_DISPLAY) egl().eglTerminate(display_);
}

Result<void> EglDisplay::initialise(EGLDisplay display, const Steps& steps) {
  if (steps) steps("initialised");
  if (egl().eglInitialize(display, &major_, &minor_) != EGL_TRUE) {
    return fail(Kind::kGraphics, "does not initialise");
  }
  display_ = display;  // terminated with this value from here on
  if (steps) steps("given a context");
  return examine();
}

Result<void> EglDisplay::examine() {
  egl_extensions_ = text_or_empty(egl().eglQueryString(display_, EGL_EXTENSIONS));
  for (const char* needed : kNeededExtensions) {
    if (!has_word(egl_extensions_, needed)) {
      return fail(Kind::kGraphics, std::string("has no ") + needed);
    }
  }
  robust_ = has_word(egl_extensions_, "EGL_EXT_create_context_robustness");
  egl().eglBindAPI(EGL_OPENGL_ES_API);
  // Drivers usually answer a request for 2 with their newest version; the blit needs 3.
  for (client_version_ = 2; client_version_ <= 3; ++client_version_) {
    const EGLContext context = first_context();
    if (context == EGL_NO_CONTEXT) continue;
    GLint gl_major = 0;
    if (make_current(context)) {
      gl().glGetIntegerv(GL_MAJOR_VERSION, &gl_major);
      read_strings();
      release_current();
    }
    egl().eglDestroyContext(display_, context);
    if (gl_major < 3) continue;
    if (needs_turns(renderer_)) take_turns(libraries_);
    // The entry point alone says nothing: libraries answer for every name they have heard of.
    if (!has_word(gl_extensions_, "GL_MESA_framebuffer_flip_y")) {
      libraries_.gl.glFramebufferParameteriMESA = nullptr;
    }
    if (!has_word(gl_extensions_, "GL_OES_EGL_image")) {
      return fail(Kind::kGraphics, "has no GL_OES_EGL_image");
    }
    return {};
  }
  return fail(Kind::kGraphics, "has no OpenGL ES 3 context");
}

EGLContext EglDisplay::first_context() {
  notifies_ = robust_;
  const EGLContext context = create_context(EGL_NO_CONTEXT);
  if (context != EGL_NO_CONTEXT || !robust_) return context;
  notifies_ = false;
  return create_context(EGL_NO_CONTEXT);
}

void EglDisplay::read_strings() {
  vendor_ = text_or_empty(gl().glGetString(GL_VENDOR));
  renderer_ = text_or_empty(gl().glGetString(GL_RENDERER));
  gl_version_ = text_or_empty(gl().glGetString(GL_VERSION));
  shading_language_ = text_or_empty(gl().glGetString(GL_SHADING_LANGUAGE_VERSION));
  gl_extensions_ = text_or_empty(gl().glGetString(GL_EXTENSIONS));
  software_ = is_software_renderer(renderer_);
  if (!notifies_) return;
  if (has_word(gl_extensions_, "GL_KHR_robustness")) {
    reset_status_ = gl().glGetGraphicsResetStatusKHR;
  } else if (has_word(gl_extensions_, "GL_EXT_robustness")) {
    reset_status_ = gl().glGetGraphicsResetStatusEXT;
  }
}

EGLContext EglDisplay::create_context(EGLContext share) const {
  std::array<EGLint, 7> attributes = {EGL_CONTEXT_CLIENT_VERSION, client_version_, EGL_NONE};
  size_t end = 2;
  if (robust_) {
    attributes[end++] = EGL_CONTEXT_OPENGL_ROBUST_ACCESS_EXT;
    attributes[end++] = EGL_TRUE;
  }
  if (notifies_) {
    attributes[end++] = EGL_CONTEXT_OPENGL_RESET_NOTIFICATION_STRATEGY_EXT;
    attributes[end++] = EGL_LOSE_CONTEXT_ON_RESET_EXT;
  }
  attributes[end] = EGL_NONE;
  egl().eglBindAPI(EGL_OPENGL_ES_API);
  return egl().eglCreateContext(display_, EGL_NO_CONFIG_KHR, share, attributes.data());
}

}  // namespace anc::gles
