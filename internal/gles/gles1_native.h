// GLES 1 by the host's own GLES 1.1.
#pragma once

#include "internal/gles/fixed_function.h"
#include "internal/gles/gles1_library.h"
#include "internal/gles/gles2.h"

namespace anc::gles {

/// Hands every call to the driver; keeps only copies of client arrays, which draws are checked
/// against. `common` is bound to the same driver.
class Gles1Native final : public FixedFunction {
 public:
  Gles1Native(const Gles1Api& api, Gles2& common) : api_(api), common_(common) {}
  void use(Context* context) override { context_ = context; }

  void matrix_mode(uint32_t mode) override { api_.glMatrixMode(mode); }
  void load_matrix(const fixed::Matrix& matrix) override { api_.glLoadMatrixf(matrix.m.data()); }
  void multiply_matrix(const fixed::Matrix& m) override { api_.glMultMatrixf(m.m.data()); }
  void push_matrix() override { api_.glPushMatrix(); }
  void pop_matrix() override { api_.glPopMatrix(); }
  void frustum(const std::array<float, 6>& e) override {
    api_.glFrustumf(e[0], e[1], e[2], e[3], e[4], e[5]);
  }
  void orthographic(const std::array<float, 6>& e) override {
    api_.glOrthof(e[0], e[1], e[2], e[3], e[4], e[5]);
  }
  void rotate(float degrees, float x, float y, float z) override {
    api_.glRotatef(degrees, x, y, z);
  }
  void scale(float x, float y, float z) override { api_.glScalef(x, y, z); }
  void translate(float x, float y, float z) override { api_.glTranslatef(x, y, z); }

  void alpha_func(uint32_t function, float ref) override { api_.glAlphaFunc(function, ref); }
  void clip_plane(uint32_t plane, const float* equation) override;
  void color(const fixed::Vec4& c) override { api_.glColor4f(c[0], c[1], c[2], c[3]); }
  void normal(const fixed::Vec3& n) override { api_.glNormal3f(n[0], n[1], n[2]); }
  void coordinates(uint32_t texture, const fixed::Vec4& coordinates) override;
  void fog(uint32_t name, const float* values) override { api_.glFogfv(name, values); }
  void hint(uint32_t target, uint32_t mode) override { common_.glHint(target, mode); }
  void light(uint32_t light, uint32_t name, const float* values) override {
    api_.glLightfv(light, name, values);
  }
  void light_model(uint32_t name, const float* values) override {
    api_.glLightModelfv(name, values);
  }
  void logic_op(uint32_t operation) override { api_.glLogicOp(operation); }
  void material(uint32_t face, uint32_t name, const float* values) override;
  void point_parameter(uint32_t name, const float* values) override {
    api_.glPointParameterfv(name, values);
  }
  void point_size(float size) override { api_.glPointSize(size); }
  void shade_model(uint32_t mode) override { api_.glShadeModel(mode); }
  void enable(uint32_t capability, bool on) override;
  bool is_enabled(uint32_t capability) override;

  void active_texture(uint32_t) override {}
  void texture_env(uint32_t target, uint32_t name, const float* values) override {
    api_.glTexEnvfv(target, name, values);
  }
  void texture_parameter(uint32_t target, uint32_t name, const float* values) override;
  void bind_texture(uint32_t target, uint32_t texture) override {
    common_.glBindTexture(target, texture);
  }
  void texture_image(int32_t, uint32_t, int32_t, int32_t) override {}
  void all_levels() override {}
  void forget_texture(uint32_t) override {}

  void client_active_texture(uint32_t texture) override { api_.glClientActiveTexture(texture); }
  void client_state(uint32_t array, bool on) override;
  void array_data(uint32_t attribute, int32_t size, uint32_t type, core::Bytes data) override;
  void array_offset(uint32_t attribute, int32_t size, uint32_t type, int32_t stride,
                    uint32_t offset) override;
  void draw_arrays(uint32_t mode, int32_t first, int32_t count) override;
  void draw_elements_data(uint32_t mode, int32_t count, uint32_t type,
                          core::Bytes indices) override;
  void draw_elements_offset(uint32_t mode, int32_t count, uint32_t type, uint32_t offset) override;
  void draw_texture(float x, float y, float z, float width, float height) override;

  bool get(uint32_t name, fixed::Values& out) override;
  bool get_texture_parameter(uint32_t, uint32_t, fixed::Values&) override { return false; }
  void get_clip_plane(uint32_t plane, fixed::Values& out) override;
  void get_light(uint32_t light, uint32_t name, fixed::Values& out) override;
  void get_material(uint32_t face, uint32_t name, fixed::Values& out) override;
  void get_texture_env(uint32_t target, uint32_t name, fixed::Values& out) override;

 private:
  Context::State& state() { return context_->state(); }
  void error(uint32_t code) {
    if (state().error == GL_NO_ERROR) state().error = code;
  }
  /// The driver's gl*Pointer call of that array; `pointer` is an address or an offset.
  void point(uint32_t attribute, int32_t size, uint32_t type, int32_t stride, const void* pointer);

  const Gles1Api& api_;
  Gles2& common_;
  Context* context_ = nullptr;
};

}  // namespace anc::gles
