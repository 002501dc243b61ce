// The host's EGL and OpenGL ES entry points, found at run time; nothing links a GL library.
#pragma once

#define EGL_EGLEXT_PROTOTYPES
#define GL_GLEXT_PROTOTYPES
// gl2ext.h needs one of the core headers before it.
// clang-format off
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GLES3/gl3.h>
#include <GLES2/gl2ext.h>
// clang-format on

#include "internal/core/error.h"
#include "wire/gles2_functions.h"

namespace anc::gles {

// clang-format off
#define ANC_EGL_FUNCTIONS(X)                                                                 \
  X(eglBindAPI) X(eglCreateContext) X(eglDestroyContext) X(eglGetCurrentContext)             \
  X(eglGetDisplay) X(eglGetError) X(eglGetProcAddress) X(eglInitialize) X(eglMakeCurrent)    \
  X(eglQueryString) X(eglReleaseThread) X(eglTerminate)
#define ANC_EGL_EXTENSION_FUNCTIONS(X) \
  X(eglCreateImageKHR) X(eglDestroyImageKHR) X(eglGetPlatformDisplayEXT)
#define ANC_EGL_OPTIONAL_FUNCTIONS(X)                                                        \
  X(eglExportDMABUFImageMESA) X(eglExportDMABUFImageQueryMESA) X(eglQueryDevicesEXT)         \
  X(eglQueryDeviceStringEXT)
/// What the host calls besides the functions that the guest sends by the same name.
#define ANC_GL_HOST_FUNCTIONS(X)                                                             \
  X(glBlitFramebuffer) X(glClientWaitSync) X(glDeleteSync) X(glDrawElements)                 \
  X(glEGLImageTargetRenderbufferStorageOES) X(glEGLImageTargetTexture2DOES) X(glFenceSync)   \
  X(glGetString) X(glMapBufferRange) X(glShaderSource) X(glUnmapBuffer)                      \
  X(glVertexAttribPointer)
/// Used only where the driver names their extension: libraries answer for any name.
#define ANC_GL_OPTIONAL_FUNCTIONS(X) \
  X(glFramebufferParameteriMESA) X(glGetGraphicsResetStatusEXT) X(glGetGraphicsResetStatusKHR)
// clang-format on

/// EGL functions. Any thread.
struct EglApi {
#define ANC_MEMBER(name) decltype(&::name) name = nullptr;
  ANC_EGL_FUNCTIONS(ANC_MEMBER)
  ANC_EGL_EXTENSION_FUNCTIONS(ANC_MEMBER)
  ANC_EGL_OPTIONAL_FUNCTIONS(ANC_MEMBER)
#undef ANC_MEMBER
};

/// OpenGL ES functions; they act on the calling thread's current context.
struct GlApi {
#define ANC_MEMBER(name) decltype(&::name) name = nullptr;
  ANC_GL_HOST_FUNCTIONS(ANC_MEMBER)
  ANC_GL_OPTIONAL_FUNCTIONS(ANC_MEMBER)
#undef ANC_MEMBER
#define ANC_MEMBER(opcode, ret, name, params, args) decltype(&::name) name = nullptr;
  ANC_GLES2_VALUE_FUNCTIONS(ANC_MEMBER)
  ANC_GLES2_POINTER_FUNCTIONS(ANC_MEMBER)
#undef ANC_MEMBER
};

/// Both tables. The libraries stay loaded to the end of the process: drivers keep threads and
/// thread-local destructors that must not be unmapped.
struct GlLibraries {
  EglApi egl;
  GlApi gl;
  /// kGraphics with the packages to install where a library or a function is missing.
  static Result<GlLibraries> load();
};

/// What to install when the host has no usable GL; stands in every hint about it.
inline constexpr const char* kPackagesHint =
    "install the host's GL libraries: apt install libegl1 libgles2 libegl-mesa0 libgl1-mesa-dri";

}  // namespace anc::gles
