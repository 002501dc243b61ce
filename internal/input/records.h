// Event records as the guest reads them, and reports: the records that belong together.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace anc::input {

/// Type, code and value of linux/input-event-codes.h.
struct Record {
  uint16_t type = 0;
  uint16_t code = 0;
  int32_t value = 0;
  bool operator==(const Record&) const = default;
};

/// Bytes of one record on the wire (anbox-host.md 5.3).
constexpr size_t kRecordSize = 24;
/// No slot has been named to this client yet.
constexpr int kNoSlot = -1;

/// What happens at one moment on one device; never torn. A touch report names its slot first.
struct Report {
  std::vector<Record> records;
  std::chrono::microseconds at{};  ///< CLOCK_MONOTONIC, which host and container share
  /// Only says where something is now: a later one of the same records may take its place.
  bool motion = false;
};

/// Takes over a later motion report that has the same records: absolute values are replaced,
/// relative ones added. False, and nothing changed, where the two do not fit.
bool merge(Report& earlier, const Report& later);

/// The bytes for one client. `slot` is the slot that this client is at: naming it again is left
/// out, as Anbox does (anbox-host.md 5.5).
std::vector<std::byte> encode(const Report& report, int& slot);

}  // namespace anc::input
