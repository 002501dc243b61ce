// Finding and trying the host's GLES 1.1: see gles1_library.h.
#include "internal/gles/gles1_library.h"

#include <cstring>
#include <dlfcn.h>

#include "internal/core/log.h"
#include "internal/gles/turns.h"

namespace anc::gles {
namespace {

constexpr const char* kLibrary = "libGLESv1_CM.so.1";
constexpr const char* kHint =
    "install the host's GLES 1 library (apt install libgles1), or set gl.gles1 to auto";

/// Finds functions; remembers the first one missing.
struct Finder {
  void* library;
  const EglApi& egl;
  std::string missing{};

  template <class F>
  void require(F& function, const char* name) {
    function = reinterpret_cast<F>(::dlsym(library, name));
    if (function == nullptr) function = reinterpret_cast<F>(egl.eglGetProcAddress(name));
    if (function == nullptr && missing.empty()) missing = name;
  }
  /// Only GLES 1's own library decides: eglGetProcAddress would answer with a function of GLES 2.
  template <class F>
  void share(F& function, const char* name) const {
    function = reinterpret_cast<F>(::dlsym(library, name));
  }
};

Result<NativeGles1> load(const EglApi& egl, const GlApi& gles2) {
  void* const library = ::dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return fail(Kind::kGraphics, std::string("cannot open ") + kLibrary);
  NativeGles1 native{};
  Finder finder{library, egl};
#define ANC_FIND(name) finder.require(native.api.name, #name);
  ANC_GLES1_HOST_FUNCTIONS(ANC_FIND)
  ANC_GLES1_HOST_EXTENSION_FUNCTIONS(ANC_FIND)
#undef ANC_FIND
#define ANC_FIND(name) finder.share(native.common.name, #name);
  ANC_GL_HOST_FUNCTIONS(ANC_FIND)
#undef ANC_FIND
#define ANC_FIND(opcode, ret, name, params, args) finder.share(native.common.name, #name);
  ANC_GLES2_VALUE_FUNCTIONS(ANC_FIND)
  ANC_GLES2_POINTER_FUNCTIONS(ANC_FIND)
#undef ANC_FIND
#define ANC_FIND(name) finder.require(native.common.name, #name "OES");
  ANC_GLES1_OES_FUNCTIONS(ANC_FIND)
#undef ANC_FIND
  native.common.glEGLImageTargetTexture2DOES = gles2.glEGLImageTargetTexture2DOES;
  native.common.glEGLImageTargetRenderbufferStorageOES =
      gles2.glEGLImageTargetRenderbufferStorageOES;
  if (finder.missing.empty()) return native;
  return fail(Kind::kGraphics, std::string(kLibrary) + " has no " + finder.missing);
}

/// Whether a context of it really works here; fills in its extensions.
Result<void> try_context(const EglDisplay& display, NativeGles1& native) {
  const EGLContext context = Gles1Host::create_context(display, EGL_NO_CONTEXT);
  if (context == EGL_NO_CONTEXT) return fail(Kind::kGraphics, "no OpenGL ES 1 context");
  const EglApi& egl = display.egl();
  // The thread may be a guest's, with its own context current.
  const EGLContext old = egl.eglGetCurrentContext();
  std::string version;
  if (display.make_current(context)) {
    const auto text = [&](GLenum name) {
      const GLubyte* found = native.common.glGetString(name);
      return std::string(found != nullptr ? reinterpret_cast<const char*>(found) : "");
    };
    version = text(GL_VERSION);
    native.extensions = text(GL_EXTENSIONS);
  }
  display.make_current(old);
  egl.eglDestroyContext(display.handle(), context);
  if (!version.starts_with("OpenGL ES-CM 1.1")) {
    return fail(Kind::kGraphics, "an OpenGL ES 1 context is \"" + version + "\"");
  }
  for (const char* needed :
       {"GL_OES_framebuffer_object", "GL_OES_draw_texture", "GL_OES_EGL_image"}) {
    if (!has_word(native.extensions, needed)) {
      return fail(Kind::kGraphics, std::string("OpenGL ES 1 has no ") + needed);
    }
  }
  return {};
}

Result<NativeGles1> open(const EglDisplay& display) {
  NativeGles1 native = TRY(load(display.egl(), display.gl()));
  if (needs_turns(display.renderer())) take_turns(native);
  TRY(try_context(display, native));
  return native;
}

}  // namespace

Result<void> Gles1Host::decide(const EglDisplay& display) {
  std::call_once(once_, [&] {
    if (mode_ == Gles1Mode::kEmulate) return;
    Result<NativeGles1> opened = open(display);
    if (opened) {
      native_ = std::move(*opened);
      return;
    }
    if (mode_ == Gles1Mode::kNative) {
      failure_ = std::move(opened.error()).hint(kHint);
    } else {
      core::log_info("OpenGL ES 1 is emulated: " + opened.error().message());
    }
  });
  if (failure_) return fail(Error(*failure_));
  return {};
}

EGLContext Gles1Host::create_context(const EglDisplay& display, EGLContext share) {
  const EGLint robust[] = {EGL_CONTEXT_CLIENT_VERSION, 1, EGL_CONTEXT_OPENGL_ROBUST_ACCESS_EXT,
                           EGL_TRUE, EGL_NONE};
  const EGLint plain[] = {EGL_CONTEXT_CLIENT_VERSION, 1, EGL_NONE};
  const EglApi& egl = display.egl();
  egl.eglBindAPI(EGL_OPENGL_ES_API);
  // Robust access is defined for GLES 2; drivers that take it for 1.1 too are asked first.
  const EGLContext context =
      egl.eglCreateContext(display.handle(), EGL_NO_CONFIG_KHR, share, robust);
  if (context != EGL_NO_CONTEXT) return context;
  return egl.eglCreateContext(display.handle(), EGL_NO_CONFIG_KHR, share, plain);
}

}  // namespace anc::gles
