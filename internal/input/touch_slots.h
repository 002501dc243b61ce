// Which finger of which source has which slot of the touch screen (multi-touch protocol B).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "internal/input/description.h"
#include "internal/input/records.h"
#include "internal/port/input.h"

namespace anc::input {

using SourceId = uint64_t;

/// Pure bookkeeping: the caller stamps and sends what comes back.
class TouchSlots {
 public:
  /// The report of one touch; nothing for a touch that has no slot (an eleventh finger, or a finger
  /// that was never down) or changes nothing. A finger that goes down twice has moved.
  std::optional<Report> apply(SourceId source, const port::Touch& touch);
  /// Lifts all fingers of a source, one report each.
  std::vector<Report> release(SourceId source);
  /// The fingers that are down, for a client that was not there when they went down; one report
  /// each.
  std::vector<Report> snapshot() const;
  int fingers() const;
  /// Fingers beyond these last pixels are moved to them. No reports: the clients of before have
  /// gone.
  void confine(int32_t right, int32_t bottom);

 private:
  struct Slot {
    bool used = false;
    SourceId source = 0;
    int64_t finger = 0;
    int32_t tracking_id = 0;
    int32_t x = 0, y = 0;
  };
  std::optional<size_t> find(SourceId source, int64_t finger) const;
  std::optional<Report> down(SourceId source, const port::Touch& touch);
  Report up(size_t slot);

  std::array<Slot, kSlots> slots_{};
  int32_t next_id_ = 1;
};

}  // namespace anc::input
