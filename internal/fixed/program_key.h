// What distinguishes one program of the fixed-function pipeline from another.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "internal/fixed/pipeline.h"

namespace anc::fixed {

/// One texture unit that takes part; enums as in TextureEnv, zeros where they do not matter.
struct UnitKey {
  uint16_t format = 0;  ///< base format of its texture; 0: the unit does nothing
  uint16_t mode = 0;
  uint16_t coord_replace = 0;
  std::array<uint16_t, 8> rgb{}, alpha{};  ///< function, 3 sources, 3 operands, scale

  bool operator==(const UnitKey&) const = default;
};

/// How a light is computed.
enum LightKind : uint16_t { kLightOff, kDirectional, kSpotDirectional, kPositional, kSpot };

/// Only uint16_t, so that its bytes are its value.
struct ProgramKey {
  uint16_t lit = 0;
  uint16_t color_material = 0;
  uint16_t two_sided = 0;
  uint16_t flat = 0;
  uint16_t normalize = 0, rescale = 0;
  uint16_t points = 0, sprites = 0, attenuated = 0;
  uint16_t fog = 0;            ///< GL_LINEAR, GL_EXP, GL_EXP2; 0: none
  uint16_t alpha_test = 0;     ///< GL_NEVER and up; 0: none
  uint16_t clip_mask = 0;      ///< bit n: clip plane n
  uint16_t window_coords = 0;  ///< a rectangle from u_window instead of arrays
  std::array<uint16_t, kLights> lights{};
  std::array<UnitKey, kTextureUnits> units{};

  bool operator==(const ProgramKey&) const = default;
};
static_assert(std::has_unique_object_representations_v<ProgramKey>);

struct ProgramKeyHash {
  size_t operator()(const ProgramKey& key) const;
};

enum class Primitive : uint8_t { kPoints, kOther, kWindowRectangle };

/// `formats`: base format of the texture that each unit samples; 0 for units that are off and for
/// incomplete textures.
ProgramKey program_key(const Pipeline& pipeline, Primitive primitive,
                       const std::array<uint32_t, kTextureUnits>& formats);

}  // namespace anc::fixed
