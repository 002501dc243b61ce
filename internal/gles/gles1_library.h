// The host's own GLES 1.1, where it has one: libGLESv1_CM, opened at run time.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "internal/core/error.h"
#include "internal/gles/egl_display.h"
#include "internal/gles/gl_api.h"
#include "internal/gles/gles1_mode.h"
// Behind gl_api.h: it asks for prototypes of extensions, which the first header that has one gives.
// clang-format off
#include <GLES/gl.h>
#include <GLES/glext.h>
// clang-format on

namespace anc::gles {

// clang-format off
/// What GLES 1.1 has and 2.0 has not; the last line is from extensions.
#define ANC_GLES1_HOST_FUNCTIONS(X)                                                          \
  X(glAlphaFunc) X(glClientActiveTexture) X(glClipPlanef) X(glColor4f) X(glColorPointer)     \
  X(glDisableClientState) X(glEnableClientState) X(glFogfv) X(glFrustumf) X(glGetClipPlanef) \
  X(glGetLightfv) X(glGetMaterialfv) X(glGetTexEnvfv) X(glLightModelfv) X(glLightfv)         \
  X(glLoadMatrixf) X(glLogicOp) X(glMaterialf) X(glMaterialfv) X(glMatrixMode)               \
  X(glMultMatrixf) X(glMultiTexCoord4f) X(glNormal3f) X(glNormalPointer) X(glOrthof)         \
  X(glPointParameterfv) X(glPointSize) X(glPopMatrix) X(glPushMatrix) X(glRotatef)           \
  X(glScalef) X(glShadeModel) X(glTexCoordPointer) X(glTexEnvfv) X(glTranslatef)             \
  X(glVertexPointer)
#define ANC_GLES1_HOST_EXTENSION_FUNCTIONS(X) X(glDrawTexfOES) X(glPointSizePointerOES)
/// What GLES 2.0 has by these names and extensions of 1.1 by the same with OES at the end.
#define ANC_GLES1_OES_FUNCTIONS(X)                                                           \
  X(glBindFramebuffer) X(glBindRenderbuffer) X(glBlendEquation) X(glBlendEquationSeparate)   \
  X(glBlendFuncSeparate) X(glCheckFramebufferStatus) X(glDeleteFramebuffers)                 \
  X(glDeleteRenderbuffers) X(glFramebufferRenderbuffer) X(glFramebufferTexture2D)            \
  X(glGenFramebuffers) X(glGenRenderbuffers) X(glGenerateMipmap)                             \
  X(glGetFramebufferAttachmentParameteriv) X(glGetRenderbufferParameteriv)                   \
  X(glIsFramebuffer) X(glIsRenderbuffer) X(glRenderbufferStorage)
// clang-format on

struct Gles1Api {
#define ANC_MEMBER(name) decltype(&::name) name = nullptr;
  ANC_GLES1_HOST_FUNCTIONS(ANC_MEMBER)
  ANC_GLES1_HOST_EXTENSION_FUNCTIONS(ANC_MEMBER)
#undef ANC_MEMBER
};

/// `common` holds what GLES 1.1 and its framebuffer extension share with 2.0, by the names of 2.0;
/// functions that 1.1 has not are null.
struct NativeGles1 {
  Gles1Api api;
  GlApi common;
  std::string extensions;  ///< GL_EXTENSIONS of such a context
};

/// Decides once how GLES 1 is drawn. Any thread.
class Gles1Host {
 public:
  explicit Gles1Host(Gles1Mode mode) : mode_(mode) {}

  /// Looks for the host's GLES 1.1, except where it is not wanted; at the first call. kGraphics
  /// where only that will do and the host has none.
  Result<void> decide(const EglDisplay& display);
  /// nullptr: GLES 1 is emulated, or nothing was decided yet.
  const NativeGles1* native() const { return native_ ? &*native_ : nullptr; }
  /// The functions for what GLES 1.1 and 2.0 have in common.
  const GlApi& common_api(const GlApi& gles2) const { return native_ ? native_->common : gles2; }
  /// EGL_NO_CONTEXT on failure. For native GLES 1; an emulated context is one of GLES 2.
  static EGLContext create_context(const EglDisplay& display, EGLContext share);

 private:
  const Gles1Mode mode_;
  std::once_flag once_;
  std::optional<NativeGles1> native_;
  std::optional<Error> failure_;
};

}  // namespace anc::gles
