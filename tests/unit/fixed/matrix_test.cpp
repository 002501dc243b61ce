// Matrices are GL's, element by element, and stacks have their ends.
#include "internal/fixed/matrix.h"

#include <gtest/gtest.h>

namespace anc::fixed {
namespace {

void expect_near(const Matrix& a, const Matrix& b, float by = 1e-5F) {
  for (size_t i = 0; i < 16; ++i) EXPECT_NEAR(a.m[i], b.m[i], by) << "element " << i;
}

TEST(Matrix, TranslationStandsInTheLastColumn) {
  const Matrix a = translation(1, 2, 3);
  EXPECT_EQ((a * Vec4{10, 20, 30, 1}), (Vec4{11, 22, 33, 1}));
  EXPECT_EQ((a * Vec4{10, 20, 30, 0}), (Vec4{10, 20, 30, 0})) << "directions do not move";
}

TEST(Matrix, TheRightFactorActsFirst) {
  const Vec4 moved = (scaling(2, 2, 2) * translation(1, 0, 0)) * Vec4{0, 0, 0, 1};
  EXPECT_EQ(moved, (Vec4{2, 0, 0, 1}));
}

TEST(Matrix, RotationTurnsCounterclockwiseAboutItsAxis) {
  const Vec4 x = rotation(90, 0, 0, 5) * Vec4{1, 0, 0, 1};
  EXPECT_NEAR(x[0], 0, 1e-6F);
  EXPECT_NEAR(x[1], 1, 1e-6F);
  const Vec4 y = rotation(90, 1, 0, 0) * Vec4{0, 1, 0, 1};
  EXPECT_NEAR(y[2], 1, 1e-6F);
  const Vec4 z = rotation(90, 0, 1, 0) * Vec4{0, 0, 1, 1};
  EXPECT_NEAR(z[0], 1, 1e-6F);
  EXPECT_EQ(rotation(30, 0, 0, 0), Matrix()) << "no axis, no rotation";
}

TEST(Matrix, ProjectionsPutTheirCornersAtTheCornersOfClipSpace) {
  const Matrix ortho = orthographic(-2, 2, -1, 3, 1, 5);
  const Vec4 corner = ortho * Vec4{2, 3, -5, 1};
  for (size_t i = 0; i < 4; ++i) EXPECT_NEAR(corner[i], 1, 1e-6F);
  const Matrix perspective = frustum(-1, 1, -1, 1, 2, 10);
  const Vec4 far_corner = perspective * Vec4{5, 5, -10, 1};
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(far_corner[i] / far_corner[3], 1, 1e-5F);
  const Vec4 near_corner = perspective * Vec4{-1, -1, -2, 1};
  for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(near_corner[i] / near_corner[3], -1, 1e-5F);
}

TEST(Matrix, AnInverseUndoes) {
  const Matrix a = translation(3, -4, 5) * rotation(40, 1, 2, 3) * scaling(2, 3, 0.5F);
  expect_near(a * inverse(a), Matrix());
  expect_near(inverse(a) * a, Matrix());
  expect_near(frustum(-1, 2, -1, 1, 2, 10) * inverse(frustum(-1, 2, -1, 1, 2, 10)), Matrix());
  EXPECT_EQ(inverse(scaling(1, 0, 1)), Matrix()) << "there is none";
}

TEST(Matrix, APlaneKeepsItsDistancesInAnotherSpace) {
  const Matrix a = translation(1, 2, 3) * rotation(70, 3, 1, 2);
  const Vec4 plane{0.5F, -1, 2, 4}, point{3, 1, -2, 1};
  const Vec4 moved_plane = transform_plane(plane, inverse(a));
  const Vec4 moved_point = a * point;
  float before = 0, after = 0;
  for (size_t i = 0; i < 4; ++i) {
    before += plane[i] * point[i];
    after += moved_plane[i] * moved_point[i];
  }
  EXPECT_NEAR(before, after, 1e-4F);
}

TEST(MatrixStack, EndsAtItsLimitAndAtItsLastMatrix) {
  MatrixStack stack(2);
  EXPECT_FALSE(stack.pop());
  EXPECT_TRUE(stack.push());
  EXPECT_FALSE(stack.push());
  stack.top() = scaling(2, 2, 2);
  EXPECT_EQ(stack.depth(), 2u);
  EXPECT_TRUE(stack.pop());
  EXPECT_EQ(stack.top(), Matrix()) << "the copy below is as it was";
}

}  // namespace
}  // namespace anc::fixed
