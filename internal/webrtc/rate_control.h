// How much the network seems to take, by what the receiver says.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace anc::webrtc {

/// Bits a second for one receiver. Delay counts more than quality: down at once, up slowly.
///
/// The receiver's own estimate (REMB) is a signal when it falls, not a truth: of a still screen it
/// has seen nothing, and a browser raises it by 8 % a second at most. Where it is far below what
/// arrives well, losses and round trips judge alone, as they do where there is none.
class RateControl {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr uint32_t kLeast = 150'000;

  RateControl(uint32_t start, uint32_t most);

  void sent(size_t bytes, Time now);
  void estimated(uint64_t bits_per_second, Time now);
  /// `lost` of 1 since the last report; `round_trip` where the report tells.
  void reported(double lost, std::optional<std::chrono::microseconds> round_trip, Time now);

  uint32_t bits_per_second() const { return static_cast<uint32_t>(target_); }

 private:
  struct Slice {
    Time from;
    size_t bytes = 0;
  };
  double sent_rate(Time now) const;
  void lower(double to, Time now);
  void raise(Time now);
  bool queue_grew(std::chrono::microseconds round_trip, Time now);

  double target_;
  const double most_;
  std::deque<Slice> slices_;  ///< of what was sent lately
  std::optional<double> estimate_;
  Time estimated_at_{}, lowered_at_{}, raised_at_{};
  /// The shortest round trip of this half minute and of the one before.
  std::optional<std::chrono::microseconds> shortest_, shortest_before_;
  Time shortest_since_{};
};

}  // namespace anc::webrtc
