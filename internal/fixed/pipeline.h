// The state of one GLES 1.1 context that its fixed-function pipeline needs: no GL in here.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "internal/fixed/fragment_state.h"
#include "internal/fixed/lighting.h"
#include "internal/fixed/matrix.h"
#include "internal/fixed/texture_env.h"
#include "internal/fixed/values.h"

namespace anc::fixed {

inline constexpr uint32_t kClipPlanes = 6;

/// Client arrays, at once the attribute locations of the shaders. Texture coordinates of unit n:
/// kTexCoords + n.
enum Attribute : uint32_t { kPosition, kNormal, kColor, kPointSize, kTexCoords };
inline constexpr uint32_t kAttributes = kTexCoords + kTextureUnits;

/// State that the shaders' uniforms of one group come from.
enum class Group : uint8_t { kTransform, kTexture, kLighting, kFragment };
inline constexpr size_t kGroups = 4;

/// How a client array was set, for queries.
struct ArrayFormat {
  int32_t size = 4, stride = 0;
  uint32_t type = 0x1406;  ///< GL_FLOAT
  uint32_t buffer = 0;
};

struct TextureUnit {
  bool enabled = false;  ///< GL_TEXTURE_2D
  uint32_t bound = 0;    ///< name of the 2D texture
  TextureEnv env;
  MatrixStack matrices{10};
  Vec4 coordinates{0, 0, 0, 1};
};

/// Calls that change state return a GL error code, 0 for none, and then have done nothing. Vectors
/// hold as many floats as `parameter_count` says. One thread.
class Pipeline {
 public:
  Pipeline();

  uint32_t set_matrix_mode(uint32_t mode);
  void load_matrix(const Matrix& matrix);
  void multiply_matrix(const Matrix& by);
  uint32_t push_matrix();
  uint32_t pop_matrix();
  uint32_t frustum(const std::array<float, 6>& edges);
  uint32_t orthographic(const std::array<float, 6>& edges);
  const Matrix& current_matrix() const;
  const Matrix& modelview() const { return modelview_.top(); }
  const Matrix& projection() const { return projection_.top(); }

  uint32_t set_light(uint32_t light, uint32_t name, const float* values);
  uint32_t set_material(uint32_t face, uint32_t name, const float* values);
  uint32_t set_light_model(uint32_t name, const float* values);
  uint32_t set_shade_model(uint32_t mode);
  uint32_t set_fog(uint32_t name, const float* values);
  uint32_t set_alpha_test(uint32_t function, float reference);
  uint32_t set_points(uint32_t name, const float* values);
  uint32_t set_point_size(float size);
  /// `plane` GL_CLIP_PLANE0 and up; the equation is in object space.
  uint32_t set_clip_plane(uint32_t plane, const float* equation);
  uint32_t get_clip_plane(uint32_t plane, Values& out) const;
  uint32_t set_texture_env(uint32_t target, uint32_t name, const float* values);
  uint32_t set_hint(uint32_t target, uint32_t mode);
  uint32_t set_logic_op(uint32_t operation);

  void set_color(const Vec4& color);
  void set_normal(const Vec3& normal) { normal_ = normal; }
  uint32_t set_coordinates(uint32_t texture, const Vec4& coordinates);

  /// `texture` GL_TEXTURE0 and up.
  uint32_t set_active_unit(uint32_t texture);
  uint32_t set_client_unit(uint32_t texture);
  uint32_t active_unit() const { return active_unit_; }
  uint32_t client_unit() const { return client_unit_; }

  /// nullopt for a capability that is not of this pipeline.
  std::optional<bool> is_enabled(uint32_t capability) const;
  /// False for a capability that is not of this pipeline.
  bool enable(uint32_t capability, bool on);

  /// The array that a name of glEnableClientState means, of the client's active unit.
  std::optional<uint32_t> array_of(uint32_t name) const;
  void enable_array(uint32_t attribute, bool on);
  bool array_enabled(uint32_t attribute) const { return (arrays_ >> attribute & 1U) != 0; }
  ArrayFormat& array_format(uint32_t attribute) { return formats_[attribute]; }

  /// Answers glGet*v; false for a name that is not of this pipeline.
  bool get(uint32_t name, Values& out) const;

  const Lighting& lighting() const { return lighting_; }
  const Fog& fog() const { return fog_; }
  const AlphaTest& alpha_test() const { return alpha_test_; }
  const Points& points() const { return points_; }
  const TextureUnit& unit(uint32_t index) const { return units_[index]; }
  TextureUnit& active() { return units_[active_unit_]; }
  /// A deleted texture is bound nowhere.
  void forget_texture(uint32_t name);
  const Vec4& clip_plane(uint32_t index) const { return clip_planes_[index]; }
  /// Bit n: plane n.
  uint32_t clip_mask() const { return clip_mask_; }
  bool normalizes() const { return normalize_; }
  bool rescales() const { return rescale_; }
  const Vec4& color() const { return color_; }
  const Vec3& normal() const { return normal_; }
  /// Grows with each change of a group's state.
  uint64_t revision(Group group) const { return revisions_[static_cast<size_t>(group)]; }

 private:
  MatrixStack& stack();
  const MatrixStack& stack() const;
  const bool* switch_of(uint32_t capability) const;
  bool get_matrices(uint32_t name, Values& out) const;
  bool get_current(uint32_t name, Values& out) const;
  bool get_fragment(uint32_t name, Values& out) const;
  bool get_array(uint32_t name, Values& out) const;
  bool get_limit(uint32_t name, Values& out) const;
  void changed(Group group) { ++revisions_[static_cast<size_t>(group)]; }

  uint32_t matrix_mode_;
  MatrixStack modelview_{32}, projection_{32};
  Lighting lighting_;
  Fog fog_;
  AlphaTest alpha_test_;
  Points points_;
  std::array<TextureUnit, kTextureUnits> units_;
  uint32_t active_unit_ = 0, client_unit_ = 0;
  std::array<Vec4, kClipPlanes> clip_planes_{};
  uint32_t clip_mask_ = 0;
  Vec4 color_{1, 1, 1, 1};
  Vec3 normal_{0, 0, 1};
  bool normalize_ = false, rescale_ = false;
  // Kept for queries; they change nothing that is drawn here.
  bool logic_op_enabled_ = false, line_smooth_ = false, multisample_ = true, alpha_to_one_ = false;
  uint32_t logic_op_;
  std::array<uint32_t, 4> hints_;
  uint32_t arrays_ = 0;
  std::array<ArrayFormat, kAttributes> formats_;
  std::array<uint64_t, kGroups> revisions_{1, 1, 1, 1};
};

}  // namespace anc::fixed
