// GLES 1.1 calls of a guest: checked, converted, then drawn by the host's GLES 1.1 or by shaders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "internal/core/bytes.h"
#include "internal/gles/core.h"
#include "internal/gles/fixed_function.h"
#include "internal/gles/gles2.h"
#include "internal/gles/refusal.h"
#include "wire/gles1_functions.h"

namespace anc::gles {

/// The decoder's target for one connection (wire::decode_gles1). What GLES 1.1 and 2.0 have in
/// common goes where Gles2 sends it, with the same checks; the rest, all of it as floats, goes to a
/// FixedFunction. Extensions that guests are not told of (strings.cpp) are ignored. One thread.
class Gles1 : public wire::Gles1Values<Gles1> {
 public:
  Gles1(Core& core, Refusal& refusal);

  /// The context that is current on this thread, of version 1; calls need one.
  void use(Context* context);
  /// Where functions go that are plain values and that GLES 2 has by the same name.
  Gles2& gl() { return common_; }

#define ANC_DECLARE(opcode, ret, name, params, args) ret name params;
  ANC_GLES1_POINTER_FUNCTIONS(ANC_DECLARE)
  ANC_GLES1_CUSTOM_FUNCTIONS(ANC_DECLARE)
#undef ANC_DECLARE

  // Plain values: gles1_values.cpp.
  void glAlphaFunc(uint32_t function, float reference);
  void glAlphaFuncx(uint32_t function, int32_t reference);
  void glColor4f(float red, float green, float blue, float alpha);
  void glColor4ub(uint8_t red, uint8_t green, uint8_t blue, uint8_t alpha);
  void glColor4x(int32_t red, int32_t green, int32_t blue, int32_t alpha);
  void glNormal3f(float x, float y, float z);
  void glNormal3x(int32_t x, int32_t y, int32_t z);
  void glMultiTexCoord4f(uint32_t texture, float s, float t, float r, float q);
  void glMultiTexCoord4x(uint32_t texture, int32_t s, int32_t t, int32_t r, int32_t q);
  void glMatrixMode(uint32_t mode);
  void glLoadIdentity();
  void glPushMatrix();
  void glPopMatrix();
  void glFrustumf(float left, float right, float bottom, float top, float near_z, float far_z);
  void glFrustumx(int32_t left, int32_t right, int32_t bottom, int32_t top, int32_t near_z,
                  int32_t far_z);
  void glOrthof(float left, float right, float bottom, float top, float near_z, float far_z);
  void glOrthox(int32_t left, int32_t right, int32_t bottom, int32_t top, int32_t near_z,
                int32_t far_z);
  void glRotatef(float degrees, float x, float y, float z);
  void glRotatex(int32_t degrees, int32_t x, int32_t y, int32_t z);
  void glScalef(float x, float y, float z);
  void glScalex(int32_t x, int32_t y, int32_t z);
  void glTranslatef(float x, float y, float z);
  void glTranslatex(int32_t x, int32_t y, int32_t z);
  void glFogf(uint32_t name, float value);
  void glFogx(uint32_t name, int32_t value);
  void glLightf(uint32_t light, uint32_t name, float value);
  void glLightx(uint32_t light, uint32_t name, int32_t value);
  void glLightModelf(uint32_t name, float value);
  void glLightModelx(uint32_t name, int32_t value);
  void glMaterialf(uint32_t face, uint32_t name, float value);
  void glMaterialx(uint32_t face, uint32_t name, int32_t value);
  void glPointParameterf(uint32_t name, float value);
  void glPointParameterx(uint32_t name, int32_t value);
  void glPointSize(float size);
  void glPointSizex(int32_t size);
  void glTexEnvf(uint32_t target, uint32_t name, float value);
  void glTexEnvi(uint32_t target, uint32_t name, int32_t value);
  void glTexEnvx(uint32_t target, uint32_t name, int32_t value);
  void glTexParameterf(uint32_t target, uint32_t name, float value);
  void glTexParameteri(uint32_t target, uint32_t name, int32_t value);
  void glTexParameterx(uint32_t target, uint32_t name, int32_t value);
  void glClearColorx(int32_t red, int32_t green, int32_t blue, int32_t alpha);
  void glClearDepthx(int32_t depth);
  void glDepthRangex(int32_t near_z, int32_t far_z);
  void glLineWidthx(int32_t width);
  void glPolygonOffsetx(int32_t factor, int32_t units);
  void glSampleCoveragex(int32_t value, uint8_t invert);
  void glLogicOp(uint32_t operation);
  void glShadeModel(uint32_t mode);
  void glHint(uint32_t target, uint32_t mode);
  void glEnable(uint32_t capability);
  void glDisable(uint32_t capability);
  uint8_t glIsEnabled(uint32_t capability);

  // Textures, arrays, draws: plain values that need a look first.
  void glActiveTexture(uint32_t texture);
  void glBindTexture(uint32_t target, uint32_t texture);
  void glCopyTexImage2D(uint32_t target, int32_t level, uint32_t internal, int32_t x, int32_t y,
                        int32_t width, int32_t height, int32_t border);
  void glCopyTexSubImage2D(uint32_t target, int32_t level, int32_t to_x, int32_t to_y, int32_t x,
                           int32_t y, int32_t width, int32_t height);
  void glClientActiveTexture(uint32_t texture);
  void glEnableClientState(uint32_t array);
  void glDisableClientState(uint32_t array);
  void glDrawArrays(uint32_t mode, int32_t first, int32_t count);

  // Extensions that guests are told of: gles1_extensions.cpp.
  void glDrawTexfOES(float x, float y, float z, float width, float height);
  void glDrawTexiOES(int32_t x, int32_t y, int32_t z, int32_t width, int32_t height);
  void glDrawTexsOES(int16_t x, int16_t y, int16_t z, int16_t width, int16_t height);
  void glDrawTexxOES(int32_t x, int32_t y, int32_t z, int32_t width, int32_t height);
  void glDrawTexfvOES(core::Bytes coordinates);
  void glDrawTexivOES(core::Bytes coordinates);
  void glDrawTexsvOES(core::Bytes coordinates);
  void glDrawTexxvOES(core::Bytes coordinates);
  void glEGLImageTargetTexture2DOES(uint32_t target, uint32_t image);
  uint32_t glQueryMatrixxOES(std::span<std::byte> mantissa, std::span<std::byte> exponent);
  void glGenerateMipmapOES(uint32_t target);

  // The same functions by the names of extensions. Templates, so that only their names stand here.
#define ANC_ALIAS(alias, name)         \
  template <class... Arguments>        \
  auto alias(Arguments... arguments) { \
    return this->name(arguments...);   \
  }
#define ANC_COMMON_ALIAS(alias, name)  \
  template <class... Arguments>        \
  auto alias(Arguments... arguments) { \
    return common_.name(arguments...); \
  }
  // clang-format off
  ANC_ALIAS(glAlphaFuncxOES, glAlphaFuncx)
  ANC_ALIAS(glClearColorxOES, glClearColorx)
  ANC_ALIAS(glClearDepthxOES, glClearDepthx)
  ANC_ALIAS(glClipPlanexOES, glClipPlanex)
  ANC_ALIAS(glClipPlanefOES, glClipPlanef)
  ANC_ALIAS(glColor4xOES, glColor4x)
  ANC_ALIAS(glDepthRangexOES, glDepthRangex)
  ANC_ALIAS(glFogxOES, glFogx)
  ANC_ALIAS(glFogxvOES, glFogxv)
  ANC_ALIAS(glFrustumxOES, glFrustumx)
  ANC_ALIAS(glFrustumfOES, glFrustumf)
  ANC_ALIAS(glGetClipPlanexOES, glGetClipPlanex)
  ANC_ALIAS(glGetClipPlanefOES, glGetClipPlanef)
  ANC_ALIAS(glGetFixedvOES, glGetFixedv)
  ANC_ALIAS(glGetLightxvOES, glGetLightxv)
  ANC_ALIAS(glGetMaterialxvOES, glGetMaterialxv)
  ANC_ALIAS(glGetTexEnvxvOES, glGetTexEnvxv)
  ANC_ALIAS(glGetTexParameterxvOES, glGetTexParameterxv)
  ANC_ALIAS(glLightModelxOES, glLightModelx)
  ANC_ALIAS(glLightModelxvOES, glLightModelxv)
  ANC_ALIAS(glLightxOES, glLightx)
  ANC_ALIAS(glLightxvOES, glLightxv)
  ANC_ALIAS(glLineWidthxOES, glLineWidthx)
  ANC_ALIAS(glLoadMatrixxOES, glLoadMatrixx)
  ANC_ALIAS(glMaterialxOES, glMaterialx)
  ANC_ALIAS(glMaterialxvOES, glMaterialxv)
  ANC_ALIAS(glMultMatrixxOES, glMultMatrixx)
  ANC_ALIAS(glMultiTexCoord4xOES, glMultiTexCoord4x)
  ANC_ALIAS(glNormal3xOES, glNormal3x)
  ANC_ALIAS(glOrthoxOES, glOrthox)
  ANC_ALIAS(glOrthofOES, glOrthof)
  ANC_ALIAS(glPointParameterxOES, glPointParameterx)
  ANC_ALIAS(glPointParameterxvOES, glPointParameterxv)
  ANC_ALIAS(glPointSizexOES, glPointSizex)
  ANC_ALIAS(glPolygonOffsetxOES, glPolygonOffsetx)
  ANC_ALIAS(glRotatexOES, glRotatex)
  ANC_ALIAS(glSampleCoveragexOES, glSampleCoveragex)
  ANC_ALIAS(glScalexOES, glScalex)
  ANC_ALIAS(glTexEnvxOES, glTexEnvx)
  ANC_ALIAS(glTexEnvxvOES, glTexEnvxv)
  ANC_ALIAS(glTexParameterxOES, glTexParameterx)
  ANC_ALIAS(glTexParameterxvOES, glTexParameterxv)
  ANC_ALIAS(glTranslatexOES, glTranslatex)
  ANC_COMMON_ALIAS(glBindFramebufferOES, glBindFramebuffer)
  ANC_COMMON_ALIAS(glBindRenderbufferOES, glBindRenderbuffer)
  ANC_COMMON_ALIAS(glBlendEquationOES, glBlendEquation)
  ANC_COMMON_ALIAS(glBlendEquationSeparateOES, glBlendEquationSeparate)
  ANC_COMMON_ALIAS(glBlendFuncSeparateOES, glBlendFuncSeparate)
  ANC_COMMON_ALIAS(glCheckFramebufferStatusOES, glCheckFramebufferStatus)
  ANC_COMMON_ALIAS(glClearDepthfOES, glClearDepthf)
  ANC_COMMON_ALIAS(glDeleteFramebuffersOES, glDeleteFramebuffers)
  ANC_COMMON_ALIAS(glDeleteRenderbuffersOES, glDeleteRenderbuffers)
  ANC_COMMON_ALIAS(glDepthRangefOES, glDepthRangef)
  ANC_COMMON_ALIAS(glFramebufferRenderbufferOES, glFramebufferRenderbuffer)
  ANC_COMMON_ALIAS(glFramebufferTexture2DOES, glFramebufferTexture2D)
  ANC_COMMON_ALIAS(glGenFramebuffersOES, glGenFramebuffers)
  ANC_COMMON_ALIAS(glGenRenderbuffersOES, glGenRenderbuffers)
  ANC_COMMON_ALIAS(glGetFramebufferAttachmentParameterivOES, glGetFramebufferAttachmentParameteriv)
  ANC_COMMON_ALIAS(glGetRenderbufferParameterivOES, glGetRenderbufferParameteriv)
  ANC_COMMON_ALIAS(glIsFramebufferOES, glIsFramebuffer)
  ANC_COMMON_ALIAS(glIsRenderbufferOES, glIsRenderbuffer)
  ANC_COMMON_ALIAS(glRenderbufferStorageOES, glRenderbufferStorage)
  // clang-format on
#undef ANC_ALIAS
#undef ANC_COMMON_ALIAS

  /// rcBindTexture and rcBindRenderbuffer: the bound object takes the buffer as its storage.
  void bind_texture(const std::shared_ptr<ColorBuffer>& buffer);
  void bind_renderbuffer(const std::shared_ptr<ColorBuffer>& buffer);

 private:
  /// The type of a vector's elements on the wire.
  enum class Form : uint8_t { kFloat, kFixed, kInteger };
  /// Values of a call that names them, as floats. False: too short, and refused.
  bool vector(const char* call, uint32_t name, core::Bytes bytes, Form form, fixed::Vec4& out);
  /// Exactly out.size() numbers. False: another length, and refused.
  bool numbers(const char* call, core::Bytes bytes, Form form, std::span<float> out);
  /// Sends what GLES 1 answers to a query to the guest, as much as it asked for.
  void answer(const fixed::Values& values, uint32_t name, Form form, std::span<std::byte> out);
  void array_data(const char* call, uint32_t attribute, int32_t size, uint32_t type,
                  core::Bytes data, uint32_t length);
  void draw_texture_vector(const char* call, core::Bytes coordinates, Form form);
  void error(uint32_t code);

  Core& core_;
  Refusal& refusal_;
  Gles2 common_;
  std::unique_ptr<FixedFunction> fixed_;
  Context* context_ = nullptr;
};

}  // namespace anc::gles
