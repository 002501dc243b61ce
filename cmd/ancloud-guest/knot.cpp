// Torus knot: see knot.h.
#include "cmd/ancloud-guest/knot.h"

#include <cmath>
#include <cstddef>
#include <numbers>

namespace anc::guest {
namespace {

constexpr float kTube = 0.30f;
constexpr float kTurn = 2 * std::numbers::pi_v<float>;

struct Vec3 {
  float x, y, z;
};
Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
Vec3 cross(Vec3 a, Vec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
Vec3 unit(Vec3 v) {
  const float length = std::sqrt(v.x * v.x + v.y * v.y + v.z * v.z);
  return {v.x / length, v.y / length, v.z / length};
}

// The curve: twice around the axis, three times through the hole.
Vec3 curve(float t) {
  const float radius = 0.95f + 0.4f * std::cos(3 * t);
  return {radius * std::cos(2 * t), radius * std::sin(2 * t), 0.55f * std::sin(3 * t)};
}

}  // namespace

KnotMesh make_knot(int segments, int sides) {
  KnotMesh mesh;
  for (int i = 0; i <= segments; ++i) {
    const float along = static_cast<float>(i) / static_cast<float>(segments);
    const Vec3 center = curve(along * kTurn);
    const Vec3 ahead = unit(curve(along * kTurn + 0.01f) - curve(along * kTurn - 0.01f));
    // A frame that closes after one turn: the axis of the torus projected across the curve.
    const Vec3 out = unit(cross(ahead, cross({center.x, center.y, center.z * 2}, ahead)));
    const Vec3 side = cross(ahead, out);
    for (int j = 0; j <= sides; ++j) {
      const float angle = kTurn * static_cast<float>(j) / static_cast<float>(sides);
      const float c = std::cos(angle), s = std::sin(angle);
      const Vec3 n{c * out.x + s * side.x, c * out.y + s * side.y, c * out.z + s * side.z};
      mesh.vertices.push_back(
          {{center.x + kTube * n.x, center.y + kTube * n.y, center.z + kTube * n.z},
           {n.x, n.y, n.z},
           along});
    }
  }
  for (int i = 0; i < segments; ++i) {
    for (int j = 0; j < sides; ++j) {
      const int a = i * (sides + 1) + j, b = a + sides + 1;
      for (const int index : {a, a + 1, b, a + 1, b + 1, b}) {
        mesh.indices.push_back(static_cast<uint16_t>(index));
      }
    }
  }
  return mesh;
}

Matrix multiply(const Matrix& a, const Matrix& b) {
  Matrix out{};
  for (size_t column = 0; column < 4; ++column) {
    for (size_t row = 0; row < 4; ++row) {
      for (size_t k = 0; k < 4; ++k) out[column * 4 + row] += a[k * 4 + row] * b[column * 4 + k];
    }
  }
  return out;
}

Matrix rotation(float angle, float x, float y, float z) {
  const Vec3 axis = unit({x, y, z});
  const float c = std::cos(angle), s = std::sin(angle), d = 1 - c;
  return {axis.x * axis.x * d + c,
          axis.x * axis.y * d + axis.z * s,
          axis.x * axis.z * d - axis.y * s,
          0,
          axis.x * axis.y * d - axis.z * s,
          axis.y * axis.y * d + c,
          axis.y * axis.z * d + axis.x * s,
          0,
          axis.x * axis.z * d + axis.y * s,
          axis.y * axis.z * d - axis.x * s,
          axis.z * axis.z * d + c,
          0,
          0,
          0,
          0,
          1};
}

Matrix translation(float x, float y, float z) {
  return {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1};
}

Matrix perspective(float angle, float near, float far) {
  const float f = 1 / std::tan(angle / 2), depth = near - far;
  return {f, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + near) / depth, -1, 0, 0, 2 * far * near / depth, 0};
}

}  // namespace anc::guest
