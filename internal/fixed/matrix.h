// 4x4 matrices of the fixed-function pipeline and the stacks they lie on.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace anc::fixed {

using Vec3 = std::array<float, 3>;
using Vec4 = std::array<float, 4>;

/// Column-major, as GL takes it: element (row, column) is m[column * 4 + row].
struct Matrix {
  std::array<float, 16> m = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

  bool operator==(const Matrix&) const = default;
};

Matrix operator*(const Matrix& a, const Matrix& b);
Vec4 operator*(const Matrix& a, const Vec4& v);

Matrix translation(float x, float y, float z);
Matrix scaling(float x, float y, float z);
/// `degrees` about an axis of any length; no rotation about an axis of none.
Matrix rotation(float degrees, float x, float y, float z);
/// The edges must differ in each pair, and a frustum's distances be positive: the caller checks.
Matrix frustum(float left, float right, float bottom, float top, float near_z, float far_z);
Matrix orthographic(float left, float right, float bottom, float top, float near_z, float far_z);

/// The inverse; the identity for a matrix that has none.
Matrix inverse(const Matrix& a);
/// `plane` (a, b, c, d) in the space that `to_space` leads to, given the inverse of that matrix.
Vec4 transform_plane(const Vec4& plane, const Matrix& inverse_of_to_space);

/// A stack of one to `limit` matrices; the identity at first.
class MatrixStack {
 public:
  explicit MatrixStack(size_t limit) : limit_(limit), matrices_(1) {}

  Matrix& top() { return matrices_.back(); }
  const Matrix& top() const { return matrices_.back(); }
  size_t depth() const { return matrices_.size(); }
  size_t limit() const { return limit_; }
  /// False, with nothing changed, when it is full, or at its last matrix.
  bool push();
  bool pop();

 private:
  size_t limit_;
  std::vector<Matrix> matrices_;
};

}  // namespace anc::fixed
