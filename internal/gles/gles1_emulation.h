// GLES 1 by shaders, where the host has no GLES 1.1.
#pragma once

#include <array>

#include "internal/gles/fixed_function.h"
#include "internal/gles/gles1_context.h"
#include "internal/gles/gles2.h"

namespace anc::gles {

/// Keeps the state of the fixed-function pipeline and draws with programs made from it, in a
/// context of GLES 3. Client arrays are the attributes of the same numbers. Not drawn as GLES 1.1
/// would: logic operations (ignored) and smooth points and lines (hard edges).
class Gles1Emulation final : public FixedFunction {
 public:
  /// `common` works on the same contexts.
  Gles1Emulation(const GlApi& gl, Gles2& common) : gl_(gl), common_(common) {}
  void use(Context* context) override { context_ = context; }

  void matrix_mode(uint32_t mode) override { check(pipeline().set_matrix_mode(mode)); }
  void load_matrix(const fixed::Matrix& matrix) override { pipeline().load_matrix(matrix); }
  void multiply_matrix(const fixed::Matrix& by) override { pipeline().multiply_matrix(by); }
  void push_matrix() override { check(pipeline().push_matrix()); }
  void pop_matrix() override { check(pipeline().pop_matrix()); }
  void frustum(const std::array<float, 6>& edges) override { check(pipeline().frustum(edges)); }
  void orthographic(const std::array<float, 6>& edges) override {
    check(pipeline().orthographic(edges));
  }
  void rotate(float degrees, float x, float y, float z) override {
    pipeline().multiply_matrix(fixed::rotation(degrees, x, y, z));
  }
  void scale(float x, float y, float z) override {
    pipeline().multiply_matrix(fixed::scaling(x, y, z));
  }
  void translate(float x, float y, float z) override {
    pipeline().multiply_matrix(fixed::translation(x, y, z));
  }

  void alpha_func(uint32_t function, float reference) override {
    check(pipeline().set_alpha_test(function, reference));
  }
  void clip_plane(uint32_t plane, const float* equation) override {
    check(pipeline().set_clip_plane(plane, equation));
  }
  void color(const fixed::Vec4& color) override { pipeline().set_color(color); }
  void normal(const fixed::Vec3& normal) override { pipeline().set_normal(normal); }
  void coordinates(uint32_t texture, const fixed::Vec4& coordinates) override {
    check(pipeline().set_coordinates(texture, coordinates));
  }
  void fog(uint32_t name, const float* values) override { check(pipeline().set_fog(name, values)); }
  void hint(uint32_t target, uint32_t mode) override;
  void light(uint32_t light, uint32_t name, const float* values) override {
    check(pipeline().set_light(light, name, values));
  }
  void light_model(uint32_t name, const float* values) override {
    check(pipeline().set_light_model(name, values));
  }
  void logic_op(uint32_t operation) override { check(pipeline().set_logic_op(operation)); }
  void material(uint32_t face, uint32_t name, const float* values) override {
    check(pipeline().set_material(face, name, values));
  }
  void point_parameter(uint32_t name, const float* values) override {
    check(pipeline().set_points(name, values));
  }
  void point_size(float size) override { check(pipeline().set_point_size(size)); }
  void shade_model(uint32_t mode) override { check(pipeline().set_shade_model(mode)); }
  void enable(uint32_t capability, bool on) override;
  bool is_enabled(uint32_t capability) override;

  void active_texture(uint32_t texture) override { check(pipeline().set_active_unit(texture)); }
  void texture_env(uint32_t target, uint32_t name, const float* values) override {
    check(pipeline().set_texture_env(target, name, values));
  }
  void texture_parameter(uint32_t target, uint32_t name, const float* values) override;
  void bind_texture(uint32_t target, uint32_t texture) override;
  void texture_image(int32_t level, uint32_t format, int32_t width, int32_t height) override;
  void all_levels() override;
  void forget_texture(uint32_t texture) override;

  void client_active_texture(uint32_t) override {}
  void client_state(uint32_t array, bool on) override;
  void array_data(uint32_t attribute, int32_t size, uint32_t type, core::Bytes data) override;
  void array_offset(uint32_t attribute, int32_t size, uint32_t type, int32_t stride,
                    uint32_t offset) override;
  void draw_arrays(uint32_t mode, int32_t first, int32_t count) override;
  void draw_elements_data(uint32_t mode, int32_t count, uint32_t type,
                          core::Bytes indices) override;
  void draw_elements_offset(uint32_t mode, int32_t count, uint32_t type, uint32_t offset) override;
  void draw_texture(float x, float y, float z, float width, float height) override;

  bool get(uint32_t name, fixed::Values& out) override { return pipeline().get(name, out); }
  bool get_texture_parameter(uint32_t target, uint32_t name, fixed::Values& out) override;
  void get_clip_plane(uint32_t plane, fixed::Values& out) override {
    check(pipeline().get_clip_plane(plane, out));
  }
  void get_light(uint32_t light, uint32_t name, fixed::Values& out) override {
    check(pipeline().lighting().get_light(light, name, out));
  }
  void get_material(uint32_t face, uint32_t name, fixed::Values& out) override {
    check(pipeline().lighting().get_material(face, name, out));
  }
  void get_texture_env(uint32_t target, uint32_t name, fixed::Values& out) override {
    check(pipeline().active().env.get(target, name, out));
  }

 private:
  fixed::Pipeline& pipeline() { return context_->gles1().pipeline; }
  /// A GL error code, 0 for none; the first one stays until the guest fetches it.
  void check(uint32_t code) {
    if (code != GL_NO_ERROR && context_->state().error == GL_NO_ERROR) {
      context_->state().error = code;
    }
  }
  /// Calls `change` with what is known of the texture bound to the active unit.
  template <class Change>
  void bound_texture(Change change);
  std::array<uint32_t, fixed::kTextureUnits> sampled_formats();
  /// Program, uniforms and the values of arrays that are off. False: nothing can be drawn.
  bool prepare(uint32_t mode);
  void send_current_values();
  /// fixed::kWindowUniform for a rectangle in pixels.
  std::array<float, 4 * fixed::kWindowVectors> window_rectangle(float x, float y, float z,
                                                                float width, float height);

  const GlApi& gl_;
  Gles2& common_;
  Context* context_ = nullptr;
};

}  // namespace anc::gles
