// Matrices in single precision, in the order of operations that drivers use: see matrix.h.
#include "internal/fixed/matrix.h"

#include <cmath>

namespace anc::fixed {
namespace {

constexpr float kPi = 3.14159265358979323846F;

}  // namespace

Matrix operator*(const Matrix& a, const Matrix& b) {
  Matrix product;
  for (size_t row = 0; row < 4; ++row) {
    for (size_t column = 0; column < 4; ++column) {
      float sum = 0;
      for (size_t k = 0; k < 4; ++k) sum += a.m[k * 4 + row] * b.m[column * 4 + k];
      product.m[column * 4 + row] = sum;
    }
  }
  return product;
}

Vec4 operator*(const Matrix& a, const Vec4& v) {
  Vec4 out{};
  for (size_t row = 0; row < 4; ++row) {
    for (size_t k = 0; k < 4; ++k) out[row] += a.m[k * 4 + row] * v[k];
  }
  return out;
}

Matrix translation(float x, float y, float z) {
  Matrix a;
  a.m[12] = x, a.m[13] = y, a.m[14] = z;
  return a;
}

Matrix scaling(float x, float y, float z) {
  Matrix a;
  a.m[0] = x, a.m[5] = y, a.m[10] = z;
  return a;
}

Matrix rotation(float degrees, float x, float y, float z) {
  Matrix a;
  const float length = std::sqrt(x * x + y * y + z * z);
  if (length <= 1.0e-4F) return a;
  x /= length, y /= length, z /= length;
  const float s = std::sin(degrees * kPi / 180.0F);
  const float c = std::cos(degrees * kPi / 180.0F);
  const float rest = 1.0F - c;
  a.m[0] = rest * x * x + c, a.m[4] = rest * x * y - z * s, a.m[8] = rest * z * x + y * s;
  a.m[1] = rest * x * y + z * s, a.m[5] = rest * y * y + c, a.m[9] = rest * y * z - x * s;
  a.m[2] = rest * z * x - y * s, a.m[6] = rest * y * z + x * s, a.m[10] = rest * z * z + c;
  return a;
}

Matrix frustum(float left, float right, float bottom, float top, float near_z, float far_z) {
  Matrix a;
  a.m[0] = 2 * near_z / (right - left);
  a.m[5] = 2 * near_z / (top - bottom);
  a.m[8] = (right + left) / (right - left);
  a.m[9] = (top + bottom) / (top - bottom);
  a.m[10] = -(far_z + near_z) / (far_z - near_z);
  a.m[11] = -1;
  a.m[14] = -(2 * far_z * near_z) / (far_z - near_z);
  a.m[15] = 0;
  return a;
}

Matrix orthographic(float left, float right, float bottom, float top, float near_z, float far_z) {
  Matrix a;
  a.m[0] = 2 / (right - left);
  a.m[5] = 2 / (top - bottom);
  a.m[10] = -2 / (far_z - near_z);
  a.m[12] = -(right + left) / (right - left);
  a.m[13] = -(top + bottom) / (top - bottom);
  a.m[14] = -(far_z + near_z) / (far_z - near_z);
  return a;
}

Matrix inverse(const Matrix& a) {
  // Cofactors from the 2x2 determinants of the upper and lower two rows; doubles, as matrices with
  // large translations cancel.
  const auto at = [&](size_t row, size_t column) {
    return static_cast<double>(a.m[column * 4 + row]);
  };
  const auto minor = [&](size_t row, size_t i, size_t j) {
    return at(row, i) * at(row + 1, j) - at(row, j) * at(row + 1, i);
  };
  const double s0 = minor(0, 0, 1), s1 = minor(0, 0, 2), s2 = minor(0, 0, 3);
  const double s3 = minor(0, 1, 2), s4 = minor(0, 1, 3), s5 = minor(0, 2, 3);
  const double c0 = minor(2, 0, 1), c1 = minor(2, 0, 2), c2 = minor(2, 0, 3);
  const double c3 = minor(2, 1, 2), c4 = minor(2, 1, 3), c5 = minor(2, 2, 3);
  const double determinant = s0 * c5 - s1 * c4 + s2 * c3 + s3 * c2 - s4 * c1 + s5 * c0;
  if (determinant == 0 || !std::isfinite(determinant)) return {};
  const double rows[4][4] = {{at(1, 1) * c5 - at(1, 2) * c4 + at(1, 3) * c3,
                              -at(0, 1) * c5 + at(0, 2) * c4 - at(0, 3) * c3,
                              at(3, 1) * s5 - at(3, 2) * s4 + at(3, 3) * s3,
                              -at(2, 1) * s5 + at(2, 2) * s4 - at(2, 3) * s3},
                             {-at(1, 0) * c5 + at(1, 2) * c2 - at(1, 3) * c1,
                              at(0, 0) * c5 - at(0, 2) * c2 + at(0, 3) * c1,
                              -at(3, 0) * s5 + at(3, 2) * s2 - at(3, 3) * s1,
                              at(2, 0) * s5 - at(2, 2) * s2 + at(2, 3) * s1},
                             {at(1, 0) * c4 - at(1, 1) * c2 + at(1, 3) * c0,
                              -at(0, 0) * c4 + at(0, 1) * c2 - at(0, 3) * c0,
                              at(3, 0) * s4 - at(3, 1) * s2 + at(3, 3) * s0,
                              -at(2, 0) * s4 + at(2, 1) * s2 - at(2, 3) * s0},
                             {-at(1, 0) * c3 + at(1, 1) * c1 - at(1, 2) * c0,
                              at(0, 0) * c3 - at(0, 1) * c1 + at(0, 2) * c0,
                              -at(3, 0) * s3 + at(3, 1) * s1 - at(3, 2) * s0,
                              at(2, 0) * s3 - at(2, 1) * s1 + at(2, 2) * s0}};
  Matrix out;
  for (size_t row = 0; row < 4; ++row) {
    for (size_t column = 0; column < 4; ++column) {
      out.m[column * 4 + row] = static_cast<float>(rows[row][column] / determinant);
    }
  }
  return out;
}

Vec4 transform_plane(const Vec4& plane, const Matrix& inverse_of_to_space) {
  Vec4 out{};
  for (size_t column = 0; column < 4; ++column) {
    for (size_t row = 0; row < 4; ++row) {
      out[column] += plane[row] * inverse_of_to_space.m[column * 4 + row];
    }
  }
  return out;
}

bool MatrixStack::push() {
  if (matrices_.size() >= limit_) return false;
  matrices_.push_back(Matrix(matrices_.back()));
  return true;
}

bool MatrixStack::pop() {
  if (matrices_.size() <= 1) return false;
  matrices_.pop_back();
  return true;
}

}  // namespace anc::fixed
