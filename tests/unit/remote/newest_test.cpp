// Moves that arrive late.
#include "internal/remote/newest.h"

#include <gtest/gtest.h>

namespace anc::remote {
namespace {

using Phase = Contact::Phase;

bool passes(Newest& newest, uint32_t sequence, Phase phase, uint8_t finger = 0) {
  Touches touches{.sequence = sequence, .geometry = 1, .contacts = {{phase, finger, 0, 0}}};
  return newest.sift(touches);
}

TEST(Newest, AnOvertakenMoveIsDropped) {
  Newest newest;
  EXPECT_TRUE(passes(newest, 1, Phase::kDown));
  EXPECT_TRUE(passes(newest, 3, Phase::kMove));
  EXPECT_FALSE(passes(newest, 2, Phase::kMove));
  EXPECT_FALSE(passes(newest, 3, Phase::kMove)) << "the same one again";
  EXPECT_TRUE(passes(newest, 4, Phase::kUp));
}

TEST(Newest, AMoveOfTheLastTouchDoesNotMoveTheNext) {
  Newest newest;
  EXPECT_TRUE(passes(newest, 1, Phase::kDown));
  EXPECT_TRUE(passes(newest, 3, Phase::kUp));
  EXPECT_TRUE(passes(newest, 4, Phase::kDown));
  EXPECT_FALSE(passes(newest, 2, Phase::kMove));
}

TEST(Newest, ADownThatAMoveOvertookStillCounts) {
  Newest newest;
  EXPECT_TRUE(passes(newest, 2, Phase::kMove));
  EXPECT_TRUE(passes(newest, 1, Phase::kDown));
}

TEST(Newest, FingersAreJudgedOneByOne) {
  Newest newest;
  EXPECT_TRUE(passes(newest, 5, Phase::kMove, 1));
  Touches both{.sequence = 4, .geometry = 1, .contacts = {{Phase::kMove, 1}, {Phase::kMove, 2}}};
  EXPECT_TRUE(newest.sift(both));
  ASSERT_EQ(both.contacts.size(), 1u);
  EXPECT_EQ(both.contacts[0].finger, 2);
}

TEST(Newest, TheCountGoesRound) {
  Newest newest;
  EXPECT_TRUE(newest.sift(PointerMove{.sequence = 0xffffffff}));
  EXPECT_TRUE(newest.sift(PointerMove{.sequence = 0}));
  EXPECT_FALSE(newest.sift(PointerMove{.sequence = 0xffffffff}));
}

}  // namespace
}  // namespace anc::remote
