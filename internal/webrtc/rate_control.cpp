// Down at once, up slowly: see rate_control.h.
#include "internal/webrtc/rate_control.h"

#include <algorithm>

namespace anc::webrtc {
namespace {
using namespace std::chrono_literals;
using std::chrono::duration;
using std::chrono::microseconds;

constexpr auto kSlice = 50ms, kWindow = 500ms;
/// After it went down the queue drains first, and the receiver's next words are of before.
constexpr auto kCalm = 1000ms, kPauseAfterLower = 300ms;
constexpr double kRaisePerSecond = 0.08;
/// Losses by chance, as of radio, are mended; beyond them a queue flows over.
constexpr double kHarmlessLoss = 0.02, kHeavyLoss = 0.10;
/// More than two ways' jitter: a queue.
constexpr auto kQueue = 120ms;
constexpr auto kShortestFor = 30s;
constexpr auto kEstimateFor = 2s;
}  // namespace

RateControl::RateControl(uint32_t start, uint32_t most)
    : target_(std::clamp<double>(start, kLeast, std::max(most, kLeast))),
      most_(std::max(most, kLeast)) {}

void RateControl::sent(size_t bytes, Time now) {
  while (!slices_.empty() && now - slices_.front().from > kWindow) slices_.pop_front();
  if (slices_.empty() || now - slices_.back().from >= kSlice) slices_.push_back({now, 0});
  slices_.back().bytes += bytes;
}

double RateControl::sent_rate(Time now) const {
  size_t bytes = 0;
  for (const Slice& slice : slices_) {
    if (now - slice.from <= kWindow) bytes += slice.bytes;
  }
  return static_cast<double>(bytes) * 8 / duration<double>(kWindow).count();
}

void RateControl::lower(double to, Time now) {
  if (to >= target_ || now - lowered_at_ < kPauseAfterLower) return;
  target_ = std::max<double>(to, kLeast);
  lowered_at_ = now;
}

void RateControl::raise(Time now) {
  const double passed = std::min(duration<double>(now - raised_at_).count(), 1.0);
  raised_at_ = now;
  // What was not tried is not known to work: a still screen proves nothing.
  if (now - lowered_at_ < kCalm || sent_rate(now) < target_ / 2) return;
  double bound = most_;
  if (estimate_ && now - estimated_at_ < kEstimateFor && *estimate_ >= target_) {
    bound = std::min(bound, *estimate_);
  }
  target_ = std::min(target_ * (1 + kRaisePerSecond * passed), std::max(bound, target_));
}

void RateControl::estimated(uint64_t bits_per_second, Time now) {
  const auto estimate = static_cast<double>(bits_per_second);
  const double sent = sent_rate(now);
  // After a pause the receiver begins anew, with what little has come: nothing to compare with.
  if (estimate_ && now - estimated_at_ < kEstimateFor) {
    const bool fell = estimate < *estimate_ * 0.95;
    const bool stays = estimate <= *estimate_;  // it rises while all is well
    // A fall to what is well above what came is a still screen's.
    if (fell && estimate < sent * 1.2) lower(estimate, now);
    if (stays && estimate < sent * 0.97 && estimate > sent * 0.5) lower(estimate, now);
  }
  estimate_ = estimate;
  estimated_at_ = now;
  if (estimate >= target_) raise(now);
}

bool RateControl::queue_grew(microseconds round_trip, Time now) {
  if (!shortest_ || now - shortest_since_ > kShortestFor) {
    shortest_before_ = shortest_;
    shortest_ = round_trip;
    shortest_since_ = now;
  }
  shortest_ = std::min(*shortest_, round_trip);
  return round_trip > std::min(*shortest_, shortest_before_.value_or(*shortest_)) + kQueue;
}

void RateControl::reported(double lost, std::optional<microseconds> round_trip, Time now) {
  const double sent = sent_rate(now);
  const bool busy = sent > target_ / 2;
  // What came is what the network takes; below it the queue becomes shorter.
  if (lost > kHeavyLoss) lower(std::min(target_, busy ? sent : target_) * (1 - lost) * 0.9, now);
  const bool grew = round_trip && queue_grew(*round_trip, now);
  // A single key picture on a still screen makes a queue, too, which is gone by itself.
  if (grew && busy) lower(std::min(target_, sent) * 0.85, now);
  if (lost < kHarmlessLoss && !grew) raise(now);
}

}  // namespace anc::webrtc
