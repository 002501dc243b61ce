// The solid in the middle of the scene: a torus knot as a mesh, and its matrices.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace anc::guest {

struct KnotVertex {
  float position[3];
  float normal[3];
  float along;  ///< 0..1 around the knot, for its colour
};

/// Counter-clockwise triangles seen from outside; fits into a sphere of radius 1.7.
struct KnotMesh {
  std::vector<KnotVertex> vertices;
  std::vector<uint16_t> indices;
};
KnotMesh make_knot(int segments, int sides);

/// Column by column, as GL takes it.
using Matrix = std::array<float, 16>;
Matrix multiply(const Matrix& a, const Matrix& b);
Matrix rotation(float angle, float x, float y, float z);
Matrix translation(float x, float y, float z);
/// `angle`: field of view in radians; square picture.
Matrix perspective(float angle, float near, float far);

}  // namespace anc::guest
