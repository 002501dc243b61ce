// The one owner of the geometry: versions, refusals, and who is told.
#include "internal/session/geometry.h"

#include <gtest/gtest.h>

namespace anc::test {
namespace {
using port::Rotation;

class SessionGeometry : public testing::Test {
 protected:
  std::vector<port::Display> accepted_;
  bool refuse_ = false;
  session::Geometry geometry_{{}, [this](const port::Display& next) -> Result<void> {
                                if (refuse_) return fail(Kind::kUsage, "too large");
                                accepted_.push_back(next);
                                return {};
                              }};
};

TEST_F(SessionGeometry, EachChangeHasAVersionAndEveryoneIsToldOfTheSame) {
  std::vector<port::Display> told;
  geometry_.when_changed([&](const port::Display& next) -> Result<void> {
    told.push_back(next);
    return {};
  });
  ASSERT_TRUE(geometry_.rotate(Rotation::k270));
  ASSERT_TRUE(geometry_.resize(801, 1203, 320));
  EXPECT_EQ(geometry_.now(), (port::Display{.width = 801,
                                            .height = 1203,
                                            .density_dpi = 320,
                                            .rotation = Rotation::k270,
                                            .version = 3}));
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].version, 2u);
  EXPECT_EQ(told[1], geometry_.now());
  EXPECT_EQ(accepted_, told);
}

TEST_F(SessionGeometry, WhatChangesNothingTellsNobody) {
  ASSERT_TRUE(geometry_.rotate(Rotation::k0));
  ASSERT_TRUE(geometry_.resize(720, 1280, 240));
  EXPECT_TRUE(accepted_.empty());
  EXPECT_EQ(geometry_.now().version, 1u);
}

TEST_F(SessionGeometry, ARefusedChangeIsNone) {
  refuse_ = true;
  int told = 0;
  geometry_.when_changed([&](const port::Display&) -> Result<void> {
    ++told;
    return {};
  });
  const auto done = geometry_.resize(9000, 9000, 240);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind(), Kind::kUsage);
  EXPECT_EQ(geometry_.now(), port::Display{});
  EXPECT_EQ(told, 0);
}

TEST_F(SessionGeometry, AnErrorOfOneDoesNotKeepItFromTheOthers) {
  int told = 0;
  geometry_.when_changed(
      [](const port::Display&) -> Result<void> { return fail(Kind::kFailure, "disk full"); });
  geometry_.when_changed([&](const port::Display&) -> Result<void> {
    ++told;
    return {};
  });
  const auto done = geometry_.rotate(Rotation::k90);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message(), "disk full");
  EXPECT_EQ(told, 1);
  EXPECT_EQ(geometry_.now().rotation, Rotation::k90);
}

TEST(Rotations, OnlyQuarterTurns) {
  EXPECT_EQ(*session::rotation_of(180), Rotation::k180);
  for (const int64_t bad : {-90, 1, 45, 360}) {
    const auto rotation = session::rotation_of(bad);
    ASSERT_FALSE(rotation);
    EXPECT_EQ(rotation.error().kind(), Kind::kUsage);
  }
}

TEST(Rotations, TheSizeAsItIsSeenIsTurned) {
  const core::Json json =
      session::to_json({.width = 72, .height = 128, .rotation = Rotation::k90, .version = 4});
  EXPECT_EQ(json.dump(), R"({"width":72,"height":128,"density":240,"rotation":90,"version":4,)"
                         R"("seen_width":128,"seen_height":72})");
}

}  // namespace
}  // namespace anc::test
