// The hand-over of control, rule by rule (docs/control-channel.md, "How it goes", 3).
#include "internal/serve/seat.h"

#include <vector>

#include <gtest/gtest.h>

namespace anc::serve {
namespace {
using What = Seat::What;

struct Heard {
  ViewerId to;
  What what;
  ViewerId about;
  bool operator==(const Heard&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Heard& heard) {
  return out << "to " << heard.to << ": " << static_cast<int>(heard.what) << " about "
             << heard.about;
}

class SeatTest : public testing::Test {
 protected:
  std::vector<Heard> take() { return std::exchange(heard_, {}); }
  void join(ViewerId viewer, bool may_control, const std::string& token) {
    seat_.join(viewer, {.may_control = may_control, .token = token, .name = "of " + token});
  }

  std::vector<Heard> heard_;
  Seat seat_{[this](ViewerId to, const remote::HandoverIs& news) {
    heard_.push_back({to, news.what, news.viewer});
  }};
};

TEST_F(SeatTest, TheFirstWhoMayGetsIt) {
  join(1, false, "a");
  EXPECT_EQ(take(), (std::vector<Heard>{{1, What::kFree, 0}}));
  join(2, true, "b");
  EXPECT_EQ(take(), (std::vector<Heard>{{2, What::kGranted, 2}, {1, What::kTaken, 2}}));
  EXPECT_TRUE(seat_.controls(2));
  join(3, true, "c");
  EXPECT_EQ(take(), (std::vector<Heard>{{3, What::kTaken, 2}}));
  EXPECT_FALSE(seat_.controls(3));
}

TEST_F(SeatTest, ANewerConnectionOfTheSamePersonTakesItOver) {
  join(1, true, "a");
  take();
  join(2, true, "a");
  EXPECT_EQ(take(), (std::vector<Heard>{{1, What::kLost, 2}, {2, What::kGranted, 2}}));
  seat_.leave(1);  // the old connection dies later
  EXPECT_TRUE(take().empty());
  EXPECT_TRUE(seat_.controls(2));
}

TEST_F(SeatTest, WhoHasItIsAskedAndMayGiveOrRefuse) {
  join(1, true, "a");
  join(2, true, "b");
  take();
  EXPECT_TRUE(seat_.request(2));
  EXPECT_EQ(take(), (std::vector<Heard>{{1, What::kRequested, 2}}));
  seat_.deny(1, 2);
  EXPECT_EQ(take(), (std::vector<Heard>{{2, What::kDenied, 1}}));
  seat_.request(2);
  take();
  seat_.grant(1, 2);
  EXPECT_EQ(take(), (std::vector<Heard>{{1, What::kLost, 2}, {2, What::kGranted, 2}}));
}

TEST_F(SeatTest, OnlyTheHolderGrantsAndOnlyToWhoAsked) {
  join(1, true, "a");
  join(2, true, "b");
  join(3, true, "c");
  take();
  seat_.grant(1, 3);  // has not asked
  seat_.grant(2, 2);
  seat_.request(2);
  seat_.grant(3, 2);
  EXPECT_TRUE(seat_.controls(1));
  take();
  seat_.request(3);  // one at a time
  EXPECT_EQ(take(), (std::vector<Heard>{{3, What::kDenied, 2}}));
}

TEST_F(SeatTest, AViewersTokenNeverGetsIt) {
  join(1, false, "a");
  take();
  seat_.request(1);
  EXPECT_EQ(take(), (std::vector<Heard>{{1, What::kDenied, 0}}));
  EXPECT_FALSE(seat_.holder().has_value());
}

TEST_F(SeatTest, SilenceGrants) {
  join(1, true, "a");
  join(2, true, "b");
  seat_.request(2);
  take();
  seat_.expire(3);  // an older wait
  EXPECT_TRUE(seat_.controls(1));
  seat_.expire(2);
  EXPECT_EQ(take(), (std::vector<Heard>{{1, What::kLost, 2}, {2, What::kGranted, 2}}));
}

TEST_F(SeatTest, WhoAsksAgainGoesOnWaiting) {
  join(1, true, "a");
  join(2, true, "b");
  join(3, true, "c");
  EXPECT_TRUE(seat_.request(2));
  take();
  EXPECT_FALSE(seat_.request(2)) << "its time to wait has begun already";
  EXPECT_EQ(take(), (std::vector<Heard>{{1, What::kRequested, 2}}));
  EXPECT_FALSE(seat_.request(3)) << "only one waits";
  seat_.deny(1, 2);
  EXPECT_TRUE(seat_.request(2));
}

TEST_F(SeatTest, ReleaseAndEndMakeItFreeOrGiveItToWhoWaits) {
  join(1, true, "a");
  join(2, true, "b");
  take();
  seat_.release(1);
  EXPECT_EQ(take(), (std::vector<Heard>{{2, What::kFree, 1}, {1, What::kFree, 0}}));
  seat_.request(2);
  EXPECT_EQ(take(), (std::vector<Heard>{{2, What::kGranted, 2}, {1, What::kTaken, 2}}));
  seat_.request(1);
  take();
  seat_.leave(2);
  EXPECT_EQ(take(), (std::vector<Heard>{{1, What::kGranted, 1}}));
  seat_.leave(1);
  EXPECT_FALSE(seat_.holder().has_value());
}

TEST_F(SeatTest, WhoAskedAndLeftGetsNothing) {
  join(1, true, "a");
  join(2, true, "b");
  seat_.request(2);
  seat_.leave(2);
  take();
  seat_.grant(1, 2);
  seat_.expire(2);
  EXPECT_TRUE(seat_.controls(1));
  seat_.request(9);  // nobody
  EXPECT_TRUE(take().empty());
}

}  // namespace
}  // namespace anc::serve
