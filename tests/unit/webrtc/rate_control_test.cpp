// RateControl against a model of a network: a link with a queue, losses, jitter, and a receiver
// that estimates as browsers do.
#include "internal/webrtc/rate_control.h"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace anc::test {
namespace {
using namespace std::chrono_literals;
using std::chrono::microseconds;
using webrtc::RateControl;

struct Link {
  double bits_per_second = 2e6;
  double loss = 0;
  double jitter = 0;  ///< seconds, each way, even from 0
  double one_way = 0.02;
  double queue = 0.4;  ///< seconds; what comes then is dropped
};

/// The receive side of a browser's congestion control, simplified: it looks at what the queue does,
/// goes to 0.85 of what comes when it grows, and up by 8 % a second but not above 1.5 times that.
struct Receiver {
  double estimate = 0;
  void look(double least_queue, double rate, double passed) {
    if (estimate == 0) estimate = rate;
    if (least_queue > 0.03) {
      estimate = std::min(estimate, 0.85 * rate);
    } else {
      estimate = std::max(estimate, std::min(estimate * (1 + 0.08 * passed), 1.5 * rate + 10e3));
    }
  }
};

struct Course {
  std::vector<double> target, queue;  ///< each 100 ms
  double mean(const std::vector<double>& of, size_t from) const {
    double sum = 0;
    for (size_t i = from; i < of.size(); ++i) sum += of[i];
    return sum / static_cast<double>(of.size() - from);
  }
  double at_share(std::vector<double> of, size_t from, double share) const {
    of.erase(of.begin(), of.begin() + static_cast<long>(from));
    std::ranges::sort(of);
    return of[static_cast<size_t>(share * static_cast<double>(of.size() - 1))];
  }
};

struct Network {
  Link link;
  bool remb = true;
  RateControl control{4'000'000, 8'000'000};
  std::mt19937 random{7};
  double now = 100, backlog = 0;  ///< bits that wait
  Receiver receiver{};
  double came = 0, came_before = 0;
  unsigned sent = 0, lost = 0;
  double least_queue = 1;
  Course course{};

  RateControl::Time time() const {
    return RateControl::Time(microseconds(static_cast<int64_t>(now * 1e6)));
  }
  double chance() { return std::uniform_real_distribution<>(0, 1)(random); }

  void picture(double bits) {
    for (double left = bits; left > 0; left -= 9600) {
      const double size = std::min(left, 9600.0);
      control.sent(static_cast<size_t>(size / 8), time());
      ++sent;
      if (backlog > link.queue * link.bits_per_second || chance() < link.loss) {
        ++lost;
        continue;
      }
      backlog += size;
      least_queue = std::min(least_queue, backlog / link.bits_per_second + chance() * link.jitter);
    }
  }
  void report() {
    const double queue = backlog / link.bits_per_second;
    const double trip = 2 * link.one_way + queue + (chance() + chance()) * link.jitter;
    const double share = sent == 0 ? 0 : static_cast<double>(lost) / sent;
    sent = lost = 0;
    control.reported(share, microseconds(static_cast<int64_t>(trip * 1e6)), time());
  }
  /// Pictures at 60 a second, of the rate's size or `share` of it.
  void run(int seconds, double share = 1) {
    for (int tick = 0; tick < seconds * 60; ++tick) {
      now += 1.0 / 60;
      const double drained = std::min(backlog, link.bits_per_second / 60);
      backlog -= drained;
      came += drained;
      const double size = control.bits_per_second() / 60.0 * share;
      if (size > 0) picture(size * (0.7 + 0.6 * chance()));
      if (tick % 6 == 0) {
        course.target.push_back(control.bits_per_second());
        course.queue.push_back(backlog / link.bits_per_second);
      }
      if (remb && tick % 18 == 0 && came > came_before) {
        receiver.look(least_queue - link.jitter * 0.1, (came - came_before) / 0.3, 0.3);
        came_before = came;
        least_queue = 1;
        control.estimated(static_cast<uint64_t>(receiver.estimate), time());
      }
      if (tick % 60 == 30 && sent > 0) report();
    }
  }
};

struct Case {
  double bits, loss, jitter;
  bool remb;
};
class RateOn : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(Links, RateOn,
                         testing::Values(Case{2e6, 0, 0, true}, Case{2e6, 0.01, 0.05, true},
                                         Case{2e6, 0.02, 0.05, true}, Case{2e6, 0.05, 0.05, true},
                                         Case{600e3, 0.01, 0.05, true}, Case{5e6, 0.02, 0.05, true},
                                         Case{2e6, 0, 0, false}, Case{2e6, 0.01, 0.05, false},
                                         Case{600e3, 0, 0.05, false}));

TEST_P(RateOn, SettlesBelowTheLinkWithAShortQueue) {
  Network network;
  network.link.bits_per_second = GetParam().bits;
  network.link.loss = GetParam().loss;
  network.link.jitter = GetParam().jitter;
  network.remb = GetParam().remb;
  network.run(60);
  const Course& course = network.course;
  const size_t settled = 200;
  EXPECT_GT(course.mean(course.target, settled), 0.6 * GetParam().bits);
  EXPECT_LT(course.mean(course.target, settled), 1.02 * GetParam().bits);
  EXPECT_LT(course.at_share(course.queue, settled, 0.5), GetParam().remb ? 0.06 : 0.15);
  EXPECT_LT(course.at_share(course.queue, settled, 0.95), GetParam().remb ? 0.15 : 0.35);
  const double low = course.at_share(course.target, settled, 0.05);
  const double high = course.at_share(course.target, settled, 0.95);
  RecordProperty("kbits", static_cast<int>(course.mean(course.target, settled) / 1000));
  RecordProperty("queue_ms", static_cast<int>(course.mean(course.queue, settled) * 1000));
  RecordProperty("queue95_ms",
                 static_cast<int>(course.at_share(course.queue, settled, 0.95) * 1000));
  EXPECT_LT(high / low, GetParam().remb ? 1.6 : 1.8) << "it swings";
}

TEST(RateControl, AWideLinkIsUsed) {
  for (const double loss : {0.0, 0.01}) {
    for (const bool remb : {true, false}) {
      Network network{.link = {.bits_per_second = 50e6, .loss = loss, .jitter = 0.05},
                      .remb = remb};
      network.run(40);
      EXPECT_GT(network.control.bits_per_second(), 6'500'000u) << loss << remb;
      EXPECT_LE(network.control.bits_per_second(), 8'000'000u);
    }
  }
}

TEST(RateControl, AStillScreenProvesNothing) {
  Network network{.link = {.bits_per_second = 50e6}};
  network.run(5);
  const uint32_t before = network.control.bits_per_second();
  network.run(30, 0.01);  // the receiver's estimate is of these few bytes now
  EXPECT_GE(network.control.bits_per_second(), before);
  network.run(30, 0);
  network.receiver.estimate = 0;  // it forgot
  network.run(5);
  EXPECT_GE(network.control.bits_per_second(), before);
}

TEST(RateControl, ALinkThatBecomesNarrowIsHeededAtOnce) {
  Network network{.link = {.bits_per_second = 10e6}};
  network.run(20);
  network.link.bits_per_second = 1e6;
  network.run(2);
  EXPECT_LT(network.control.bits_per_second(), 1'000'000u);
  network.run(20);
  network.link.bits_per_second = 10e6;
  network.run(40);
  EXPECT_GT(network.control.bits_per_second(), 4'000'000u);
}

TEST(RateControl, HasBounds) {
  RateControl control(50'000, 8'000'000);
  EXPECT_EQ(control.bits_per_second(), RateControl::kLeast);
  auto now = RateControl::Time(100s);
  for (int i = 0; i < 100; ++i) {
    now += 1s;
    control.reported(1, 10s, now);
    control.estimated(0, now);
  }
  EXPECT_EQ(control.bits_per_second(), RateControl::kLeast);
  RateControl narrow(4'000'000, 1'000'000);
  EXPECT_EQ(narrow.bits_per_second(), 1'000'000u);
  narrow.estimated(UINT64_MAX >> 1, now);
  EXPECT_EQ(narrow.bits_per_second(), 1'000'000u);
}

}  // namespace
}  // namespace anc::test
