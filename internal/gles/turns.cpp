// One lock, and a function around each of the driver's that is concerned: see turns.h.
#include "internal/gles/turns.h"

#include <mutex>

namespace anc::gles {
namespace {

// clang-format off
/// What fills scenes, ends them, looks into those of others or takes contexts away.
#define ANC_EGL_TURNS(X)                                                                     \
  X(eglCreateContext) X(eglCreateImageKHR) X(eglDestroyContext) X(eglDestroyImageKHR)        \
  X(eglMakeCurrent) X(eglReleaseThread)
#define ANC_GL_TURNS(X)                                                                      \
  X(glBlitFramebuffer) X(glBufferData) X(glBufferSubData) X(glClear)                         \
  X(glCompressedTexImage2D) X(glCompressedTexSubImage2D) X(glCopyTexImage2D)                 \
  X(glCopyTexSubImage2D) X(glDeleteBuffers) X(glDeleteFramebuffers) X(glDeleteProgram)       \
  X(glDeleteRenderbuffers) X(glDeleteShader) X(glDeleteTextures) X(glDrawArrays)             \
  X(glDrawElements) X(glFenceSync) X(glFinish) X(glFlush) X(glGenerateMipmap)                \
  X(glMapBufferRange) X(glReadPixels) X(glTexImage2D) X(glTexSubImage2D) X(glUnmapBuffer)
// clang-format on

// GL's functions have no argument in which something of ours could be found, so it lies here.

/// Never destroyed: threads may outlive main's statics.
std::recursive_mutex& lock() {
  static std::recursive_mutex& one = *new std::recursive_mutex;
  return one;
}

/// The driver's own. `common` is what GLES 1.1 has of them.
struct Driver {
  EglApi egl;
  GlApi gl, common;
  Gles1Api gles1;
};
Driver driver;

/// A function around the driver's.
template <auto Table, auto Function>
struct Around;
template <class Api, Api Driver::*Table, class R, class... A, R (*Api::*Function)(A...)>
struct Around<Table, Function> {
  static R call(A... arguments) {
    const Turn turn = take_turn();
    return (driver.*Table.*Function)(arguments...);
  }
};

template <GlApi Driver::*Table>
void replace(GlApi& gl) {
#define ANC_TURN(name) \
  if (gl.name != nullptr) gl.name = &Around<Table, &GlApi::name>::call;
  ANC_GL_TURNS(ANC_TURN)
#undef ANC_TURN
}

}  // namespace

Turn take_turn() { return Turn(lock()); }

bool needs_turns(std::string_view renderer) {
  return renderer.find("llvmpipe") != std::string_view::npos;
}

void take_turns(GlLibraries& libraries) {
  static std::once_flag known;
  std::call_once(known, [&] {
    driver.egl = libraries.egl;
    driver.gl = libraries.gl;
  });
#define ANC_TURN(name) libraries.egl.name = &Around<&Driver::egl, &EglApi::name>::call;
  ANC_EGL_TURNS(ANC_TURN)
#undef ANC_TURN
  replace<&Driver::gl>(libraries.gl);
}

void take_turns(NativeGles1& native) {
  static std::once_flag known;
  std::call_once(known, [&] {
    driver.gles1 = native.api;
    driver.common = native.common;
  });
  native.api.glDrawTexfOES = &Around<&Driver::gles1, &Gles1Api::glDrawTexfOES>::call;
  replace<&Driver::common>(native.common);
}

}  // namespace anc::gles
