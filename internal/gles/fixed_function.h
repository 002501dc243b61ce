// What GLES 1.1 has and GLES 2.0 has not: drawn by the host's own GLES 1.1, or by shaders.
#pragma once

#include <array>
#include <cstdint>

#include "internal/core/bytes.h"
#include "internal/fixed/pipeline.h"
#include "internal/fixed/values.h"
#include "internal/gles/context.h"

namespace anc::gles {

/// The back end of one connection's GLES 1 calls. Arguments are floats (fixed-point was converted)
/// and vectors have the length that fixed::parameter_count says; enums and ranges are not checked
/// yet: what is wrong with them becomes a GL error. Arrays are named by fixed::Attribute. All calls
/// need a context (`use`), except `use`. One thread.
class FixedFunction {
 public:
  virtual ~FixedFunction() = default;
  /// The context that is current on this thread; nullptr: none.
  virtual void use(Context* context) = 0;

  virtual void matrix_mode(uint32_t mode) = 0;
  virtual void load_matrix(const fixed::Matrix& matrix) = 0;
  virtual void multiply_matrix(const fixed::Matrix& matrix) = 0;
  virtual void push_matrix() = 0;
  virtual void pop_matrix() = 0;
  virtual void frustum(const std::array<float, 6>& edges) = 0;
  virtual void orthographic(const std::array<float, 6>& edges) = 0;
  virtual void rotate(float degrees, float x, float y, float z) = 0;
  virtual void scale(float x, float y, float z) = 0;
  virtual void translate(float x, float y, float z) = 0;

  virtual void alpha_func(uint32_t function, float reference) = 0;
  virtual void clip_plane(uint32_t plane, const float* equation) = 0;
  virtual void color(const fixed::Vec4& color) = 0;
  virtual void normal(const fixed::Vec3& normal) = 0;
  virtual void coordinates(uint32_t texture, const fixed::Vec4& coordinates) = 0;
  virtual void fog(uint32_t name, const float* values) = 0;
  virtual void hint(uint32_t target, uint32_t mode) = 0;
  virtual void light(uint32_t light, uint32_t name, const float* values) = 0;
  virtual void light_model(uint32_t name, const float* values) = 0;
  virtual void logic_op(uint32_t operation) = 0;
  virtual void material(uint32_t face, uint32_t name, const float* values) = 0;
  virtual void point_parameter(uint32_t name, const float* values) = 0;
  virtual void point_size(float size) = 0;
  virtual void shade_model(uint32_t mode) = 0;
  virtual void enable(uint32_t capability, bool on) = 0;
  virtual bool is_enabled(uint32_t capability) = 0;

  virtual void active_texture(uint32_t texture) = 0;
  virtual void texture_env(uint32_t target, uint32_t name, const float* values) = 0;
  virtual void texture_parameter(uint32_t target, uint32_t name, const float* values) = 0;
  virtual void bind_texture(uint32_t target, uint32_t texture) = 0;
  /// After level `level` of the bound texture got an image of that internal format (of GLES), or
  /// a part of it changed (`format` 0).
  virtual void texture_image(int32_t level, uint32_t format, int32_t width, int32_t height) = 0;
  /// After all levels of the bound texture were made from level 0.
  virtual void all_levels() = 0;
  /// After the texture was deleted.
  virtual void forget_texture(uint32_t texture) = 0;

  virtual void client_active_texture(uint32_t texture) = 0;
  virtual void client_state(uint32_t array, bool on) = 0;
  /// Elements from client memory, packed; the bytes are copied.
  virtual void array_data(uint32_t attribute, int32_t size, uint32_t type, core::Bytes data) = 0;
  /// Elements in the buffer that is bound to GL_ARRAY_BUFFER.
  virtual void array_offset(uint32_t attribute, int32_t size, uint32_t type, int32_t stride,
                            uint32_t offset) = 0;
  virtual void draw_arrays(uint32_t mode, int32_t first, int32_t count) = 0;
  virtual void draw_elements_data(uint32_t mode, int32_t count, uint32_t type,
                                  core::Bytes indices) = 0;
  virtual void draw_elements_offset(uint32_t mode, int32_t count, uint32_t type,
                                    uint32_t offset) = 0;
  /// OES_draw_texture: a rectangle in window coordinates.
  virtual void draw_texture(float x, float y, float z, float width, float height) = 0;

  /// Answers to queries. False: it is state that GLES 2 has too.
  virtual bool get(uint32_t name, fixed::Values& out) = 0;
  virtual bool get_texture_parameter(uint32_t target, uint32_t name, fixed::Values& out) = 0;
  virtual void get_clip_plane(uint32_t plane, fixed::Values& out) = 0;
  virtual void get_light(uint32_t light, uint32_t name, fixed::Values& out) = 0;
  virtual void get_material(uint32_t face, uint32_t name, fixed::Values& out) = 0;
  virtual void get_texture_env(uint32_t target, uint32_t name, fixed::Values& out) = 0;
};

}  // namespace anc::gles
