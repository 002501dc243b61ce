// GLES 1: state set by plain values and by short vectors; fixed-point becomes float here.
#include <algorithm>
#include <cstring>

#include "internal/gles/gles1.h"

namespace anc::gles {
namespace {

using fixed::from_fixed;

/// A single value of a call that names it: enums are not scaled.
float scaled(uint32_t name, int32_t value) {
  return fixed::is_enum_parameter(name) ? static_cast<float>(value) : from_fixed(value);
}

}  // namespace

bool Gles1::numbers(const char* call, core::Bytes bytes, Form form, std::span<float> out) {
  if (bytes.size() != out.size() * 4) {
    refusal_.refuse(call, "array", bytes.size());
    return false;
  }
  core::ByteReader reader(bytes);
  for (float& value : out) {
    value = form == Form::kFloat   ? reader.f32le()
            : form == Form::kFixed ? from_fixed(reader.i32le())
                                   : static_cast<float>(reader.i32le());
  }
  return true;
}

bool Gles1::vector(const char* call, uint32_t name, core::Bytes bytes, Form form,
                   fixed::Vec4& out) {
  const size_t count = fixed::parameter_count(name);
  if (bytes.size() < count * 4) {
    refusal_.refuse(call, "params", bytes.size());
    return false;
  }
  if (form == Form::kFixed && fixed::is_enum_parameter(name)) form = Form::kInteger;
  out = {};
  return numbers(call, bytes.first(count * 4), form, std::span(out).first(count));
}

void Gles1::glAlphaFunc(uint32_t function, float reference) {
  fixed_->alpha_func(function, reference);
}
void Gles1::glAlphaFuncx(uint32_t function, int32_t reference) {
  fixed_->alpha_func(function, from_fixed(reference));
}
void Gles1::glColor4f(float red, float green, float blue, float alpha) {
  fixed_->color({red, green, blue, alpha});
}
void Gles1::glColor4ub(uint8_t red, uint8_t green, uint8_t blue, uint8_t alpha) {
  const auto unit = [](uint8_t value) { return static_cast<float>(value) / 255.0F; };
  fixed_->color({unit(red), unit(green), unit(blue), unit(alpha)});
}
void Gles1::glColor4x(int32_t red, int32_t green, int32_t blue, int32_t alpha) {
  fixed_->color({from_fixed(red), from_fixed(green), from_fixed(blue), from_fixed(alpha)});
}
void Gles1::glNormal3f(float x, float y, float z) { fixed_->normal({x, y, z}); }
void Gles1::glNormal3x(int32_t x, int32_t y, int32_t z) {
  fixed_->normal({from_fixed(x), from_fixed(y), from_fixed(z)});
}
void Gles1::glMultiTexCoord4f(uint32_t texture, float s, float t, float r, float q) {
  fixed_->coordinates(texture, {s, t, r, q});
}
void Gles1::glMultiTexCoord4x(uint32_t texture, int32_t s, int32_t t, int32_t r, int32_t q) {
  fixed_->coordinates(texture, {from_fixed(s), from_fixed(t), from_fixed(r), from_fixed(q)});
}

void Gles1::glMatrixMode(uint32_t mode) { fixed_->matrix_mode(mode); }
void Gles1::glLoadIdentity() { fixed_->load_matrix({}); }
void Gles1::glPushMatrix() { fixed_->push_matrix(); }
void Gles1::glPopMatrix() { fixed_->pop_matrix(); }
void Gles1::glFrustumf(float left, float right, float bottom, float top, float near_z,
                       float far_z) {
  fixed_->frustum({left, right, bottom, top, near_z, far_z});
}
void Gles1::glFrustumx(int32_t left, int32_t right, int32_t bottom, int32_t top, int32_t near_z,
                       int32_t far_z) {
  fixed_->frustum({from_fixed(left), from_fixed(right), from_fixed(bottom), from_fixed(top),
                   from_fixed(near_z), from_fixed(far_z)});
}
void Gles1::glOrthof(float left, float right, float bottom, float top, float near_z, float far_z) {
  fixed_->orthographic({left, right, bottom, top, near_z, far_z});
}
void Gles1::glOrthox(int32_t left, int32_t right, int32_t bottom, int32_t top, int32_t near_z,
                     int32_t far_z) {
  fixed_->orthographic({from_fixed(left), from_fixed(right), from_fixed(bottom), from_fixed(top),
                        from_fixed(near_z), from_fixed(far_z)});
}
void Gles1::glRotatef(float degrees, float x, float y, float z) {
  fixed_->rotate(degrees, x, y, z);
}
void Gles1::glRotatex(int32_t degrees, int32_t x, int32_t y, int32_t z) {
  fixed_->rotate(from_fixed(degrees), from_fixed(x), from_fixed(y), from_fixed(z));
}
void Gles1::glScalef(float x, float y, float z) { fixed_->scale(x, y, z); }
void Gles1::glScalex(int32_t x, int32_t y, int32_t z) {
  fixed_->scale(from_fixed(x), from_fixed(y), from_fixed(z));
}
void Gles1::glTranslatef(float x, float y, float z) { fixed_->translate(x, y, z); }
void Gles1::glTranslatex(int32_t x, int32_t y, int32_t z) {
  fixed_->translate(from_fixed(x), from_fixed(y), from_fixed(z));
}

// A single value where GL wants a vector is a GL error: the others are zeros for its sake.
#define ANC_NAMED(gl_name, call)                                                                  \
  void Gles1::gl_name##f(uint32_t name, float value) {                                            \
    const fixed::Vec4 values{value};                                                              \
    fixed::parameter_count(name) == 1 ? fixed_->call(name, values.data())                         \
                                      : error(GL_INVALID_ENUM);                                   \
  }                                                                                               \
  void Gles1::gl_name##x(uint32_t name, int32_t value) { gl_name##f(name, scaled(name, value)); } \
  void Gles1::gl_name##fv(uint32_t name, core::Bytes params) {                                    \
    fixed::Vec4 v;                                                                                \
    if (vector(#gl_name "fv", name, params, Form::kFloat, v)) fixed_->call(name, v.data());       \
  }                                                                                               \
  void Gles1::gl_name##xv(uint32_t name, core::Bytes params) {                                    \
    fixed::Vec4 v;                                                                                \
    if (vector(#gl_name "xv", name, params, Form::kFixed, v)) fixed_->call(name, v.data());       \
  }
ANC_NAMED(glFog, fog)
ANC_NAMED(glLightModel, light_model)
ANC_NAMED(glPointParameter, point_parameter)
#undef ANC_NAMED

#define ANC_TARGETED(gl_name, call)                                               \
  void Gles1::gl_name##f(uint32_t target, uint32_t name, float value) {           \
    const fixed::Vec4 values{value};                                              \
    fixed::parameter_count(name) == 1 ? fixed_->call(target, name, values.data()) \
                                      : error(GL_INVALID_ENUM);                   \
  }                                                                               \
  void Gles1::gl_name##x(uint32_t target, uint32_t name, int32_t value) {         \
    gl_name##f(target, name, scaled(name, value));                                \
  }                                                                               \
  void Gles1::gl_name##fv(uint32_t target, uint32_t name, core::Bytes params) {   \
    fixed::Vec4 v;                                                                \
    if (!vector(#gl_name "fv", name, params, Form::kFloat, v)) return;            \
    fixed_->call(target, name, v.data());                                         \
  }                                                                               \
  void Gles1::gl_name##xv(uint32_t target, uint32_t name, core::Bytes params) {   \
    fixed::Vec4 v;                                                                \
    if (!vector(#gl_name "xv", name, params, Form::kFixed, v)) return;            \
    fixed_->call(target, name, v.data());                                         \
  }
ANC_TARGETED(glLight, light)
ANC_TARGETED(glMaterial, material)
ANC_TARGETED(glTexEnv, texture_env)
ANC_TARGETED(glTexParameter, texture_parameter)
#undef ANC_TARGETED

#define ANC_INTEGERS(gl_name, call)                                             \
  void Gles1::gl_name##i(uint32_t target, uint32_t name, int32_t value) {       \
    gl_name##f(target, name, static_cast<float>(value));                        \
  }                                                                             \
  void Gles1::gl_name##iv(uint32_t target, uint32_t name, core::Bytes params) { \
    fixed::Vec4 v;                                                              \
    if (!vector(#gl_name "iv", name, params, Form::kInteger, v)) return;        \
    /* Of colours an integer is a fraction of the largest one. */               \
    if (name == GL_TEXTURE_ENV_COLOR) {                                         \
      for (float& value : v) value /= 2147483647.0F;                            \
    }                                                                           \
    fixed_->call(target, name, v.data());                                       \
  }
ANC_INTEGERS(glTexEnv, texture_env)
ANC_INTEGERS(glTexParameter, texture_parameter)
#undef ANC_INTEGERS

void Gles1::glClipPlanef(uint32_t plane, core::Bytes equation) {
  fixed::Vec4 v{};
  if (numbers("glClipPlanef", equation, Form::kFloat, v)) fixed_->clip_plane(plane, v.data());
}
void Gles1::glClipPlanex(uint32_t plane, core::Bytes equation) {
  fixed::Vec4 v{};
  if (numbers("glClipPlanex", equation, Form::kFixed, v)) fixed_->clip_plane(plane, v.data());
}
void Gles1::glLoadMatrixf(core::Bytes matrix) {
  fixed::Matrix m;
  if (numbers("glLoadMatrixf", matrix, Form::kFloat, m.m)) fixed_->load_matrix(m);
}
void Gles1::glLoadMatrixx(core::Bytes matrix) {
  fixed::Matrix m;
  if (numbers("glLoadMatrixx", matrix, Form::kFixed, m.m)) fixed_->load_matrix(m);
}
void Gles1::glMultMatrixf(core::Bytes matrix) {
  fixed::Matrix m;
  if (numbers("glMultMatrixf", matrix, Form::kFloat, m.m)) fixed_->multiply_matrix(m);
}
void Gles1::glMultMatrixx(core::Bytes matrix) {
  fixed::Matrix m;
  if (numbers("glMultMatrixx", matrix, Form::kFixed, m.m)) fixed_->multiply_matrix(m);
}

void Gles1::glPointSize(float size) { fixed_->point_size(size); }
void Gles1::glPointSizex(int32_t size) { fixed_->point_size(from_fixed(size)); }
void Gles1::glLogicOp(uint32_t operation) { fixed_->logic_op(operation); }
void Gles1::glShadeModel(uint32_t mode) { fixed_->shade_model(mode); }
void Gles1::glHint(uint32_t target, uint32_t mode) { fixed_->hint(target, mode); }
void Gles1::glEnable(uint32_t capability) { fixed_->enable(capability, true); }
void Gles1::glDisable(uint32_t capability) { fixed_->enable(capability, false); }
uint8_t Gles1::glIsEnabled(uint32_t capability) { return fixed_->is_enabled(capability) ? 1 : 0; }

void Gles1::glClearColorx(int32_t red, int32_t green, int32_t blue, int32_t alpha) {
  common_.glClearColor(from_fixed(red), from_fixed(green), from_fixed(blue), from_fixed(alpha));
}
void Gles1::glClearDepthx(int32_t depth) { common_.glClearDepthf(from_fixed(depth)); }
void Gles1::glDepthRangex(int32_t near_z, int32_t far_z) {
  common_.glDepthRangef(from_fixed(near_z), from_fixed(far_z));
}
void Gles1::glLineWidthx(int32_t width) { common_.glLineWidth(from_fixed(width)); }
void Gles1::glPolygonOffsetx(int32_t factor, int32_t units) {
  common_.glPolygonOffset(from_fixed(factor), from_fixed(units));
}
void Gles1::glSampleCoveragex(int32_t value, uint8_t invert) {
  common_.glSampleCoverage(from_fixed(value), invert);
}

}  // namespace anc::gles
