// Values on their way into and out of GL state: counts, conversions between the APIs' types.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "internal/fixed/matrix.h"

namespace anc::fixed {

/// What a query of state answers, before it becomes floats, integers, fixed-point or booleans.
struct Values {
  /// How an integer is made of a float: ES 1.1, 6.1.2.
  enum class Kind : uint8_t {
    kNumber,      ///< rounded
    kNormalised,  ///< colours, normals and depths: -1..1 becomes the whole range of an integer
  };
  std::array<float, 16> value{};
  size_t count = 0;
  Kind kind = Kind::kNumber;
  bool bits = false;  ///< OES_matrix_get: integers are the floats' bit patterns

  void set(std::span<const float> values, Kind of = Kind::kNumber);
  void set(float single) { set({&single, 1}); }
  void set_enum(uint32_t single) { set(static_cast<float>(single)); }
  void set_bool(bool single) { set(single ? 1.0F : 0.0F); }
};

/// By the rules of `of`, which `value` was taken from.
int32_t to_integer(const Values& of, float value);
/// 16.16; saturates.
int32_t to_fixed(float value);
constexpr float from_fixed(int32_t value) { return static_cast<float>(value) / 65536.0F; }

/// How many values ES 1.1 reads for that name of glLight*v, glMaterial*v, glLightModel*v, glFog*v,
/// glTexEnv*v, glTexParameter*v, glPointParameter*v; 1 for names it does not know.
size_t parameter_count(uint32_t name);
/// Whether the values of such a name are enums or booleans, which fixed-point calls do not scale.
bool is_enum_parameter(uint32_t name);

}  // namespace anc::fixed
