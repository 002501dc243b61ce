// Shapes of the scenes.
#pragma once

#include <cstdint>
#include <vector>

namespace anc::test {

struct Mesh {
  std::vector<float> positions, normals;  ///< three each
  std::vector<uint8_t> colors;            ///< four each
  std::vector<uint16_t> indices;          ///< of triangles
  int32_t count() const { return static_cast<int32_t>(positions.size() / 3); }
};

/// A sphere of radius 1 about the origin; `part` of its latitudes from the top (1: all).
Mesh sphere(int rings, int sectors, float part = 1);
/// A checkerboard of `squares` x `squares` pixels in two RGBA colours.
std::vector<uint8_t> checkers(int squares, const std::vector<uint8_t>& a,
                              const std::vector<uint8_t>& b);
/// `side` x `side` RGBA pixels: red grows to the right, green upwards, alpha along the diagonal.
std::vector<uint8_t> ramp(int side);

}  // namespace anc::test
