// Every function of OpenGL ES 2 and 3 that has no answer. Weak: those with one are elsewhere.
#include <cstdint>

#include "wire/gles2_functions.h"

extern "C" {

// Of ES 3 and of EGL what programs link to by name; the renderer finds others by asking.
// clang-format off
#define ANC_OTHER_FUNCTIONS(X)                                                            \
  X(eglQueryContext) X(eglQuerySurface) X(eglSurfaceAttrib) X(eglSwapBuffers)             \
  X(eglSwapInterval) X(eglWaitClient) X(eglWaitGL) X(eglWaitNative)                       \
  X(eglCreateWindowSurface) X(glBindBufferBase) X(glBindBufferRange) X(glBindVertexArray) \
  X(glBlitFramebuffer) X(glDeleteSync) X(glDeleteVertexArrays) X(glDrawBuffers)           \
  X(glFlushMappedBufferRange) X(glInvalidateFramebuffer) X(glReadBuffer)                  \
  X(glShaderBinary) X(glShaderSource) X(glVertexAttribPointer) X(glWaitSync)
// clang-format on

uintptr_t fake_gl_nothing_gles2() { return 0; }

#define ANC_NOTHING(name) uintptr_t name() __attribute__((weak, alias("fake_gl_nothing_gles2")));
#define ANC_LISTED(opcode, ret, name, params, args) ANC_NOTHING(name)
ANC_GLES2_VALUE_FUNCTIONS(ANC_LISTED)
ANC_GLES2_POINTER_FUNCTIONS(ANC_LISTED)
ANC_GLES2_EXTENSION_FUNCTIONS(ANC_LISTED)
ANC_OTHER_FUNCTIONS(ANC_NOTHING)

}  // extern "C"
