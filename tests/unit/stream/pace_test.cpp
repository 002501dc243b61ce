// The rate of a live stream: who waits, and how many come through.
#include "internal/stream/pace.h"

#include <gtest/gtest.h>

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using std::chrono::microseconds;
using Clock = stream::Pace::Clock;

constexpr uint32_t kFps = 60;
constexpr microseconds kApart{1'000'000 / kFps};

/// Of frames that come so far apart for ten seconds, those that are taken: one for which there is
/// no room yet is replaced by the next.
int taken(microseconds apart, uint32_t fps) {
  stream::Pace pace;
  const Clock::time_point begin = Clock::now();
  int count = 0;
  for (auto now = begin; now < begin + 10s; now += apart) {
    if (now < pace.free_at()) continue;
    pace.take(now, fps);
    ++count;
  }
  return count;
}

TEST(Pace, AGuestThatDrawsAsOftenAsViewersWantItIsTakenWhole) {
  EXPECT_EQ(taken(16'667us, 60), 600);
  EXPECT_EQ(taken(33'334us, 30), 300);
}

TEST(Pace, OneThatDrawsFasterIsHeldBack) {
  for (const uint32_t fps : {5u, 10u, 30u, 60u}) {
    const int most = static_cast<int>(fps) * 10;
    EXPECT_GT(taken(1ms, fps), most) << fps;
    EXPECT_LE(taken(1ms, fps), most * 17 / 16 + 4) << fps;
  }
}

TEST(Pace, OnesThatCatchUpAfterAStallDoNotWait) {
  stream::Pace pace;
  const Clock::time_point begin = Clock::now();
  for (int i = 0; i < 300; ++i) {
    // Every second the guest is held up, and the next frames come one upon the other.
    const bool late = i % 60 == 30, next = i % 60 == 31;
    const auto now = begin + i * kApart + (late ? 36ms : next ? 21ms : 0ms);
    EXPECT_LE(pace.free_at(), now) << i;
    pace.take(now, kFps);
  }
}

TEST(Pace, AStillPictureSavesNothingUp) {
  stream::Pace pace;
  Clock::time_point now = Clock::now();
  pace.take(now, 10);
  now += 10s;
  int at_once = 0;
  for (; pace.free_at() <= now; ++at_once) pace.take(now, 10);
  EXPECT_EQ(at_once, 2) << "one, and one early";
}

}  // namespace
}  // namespace anc::test
