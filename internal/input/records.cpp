// Merging and encoding: see records.h.
#include "internal/input/records.h"

#include <linux/input-event-codes.h>

#include "internal/core/bytes.h"

namespace anc::input {

bool merge(Report& earlier, const Report& later) {
  if (!earlier.motion || !later.motion) return false;
  if (earlier.records.size() != later.records.size()) return false;
  for (size_t i = 0; i < later.records.size(); ++i) {
    const Record &a = earlier.records[i], &b = later.records[i];
    if (a.type != b.type || a.code != b.code) return false;
    if (a.type == EV_ABS && a.code == ABS_MT_SLOT && a.value != b.value) return false;
  }
  for (size_t i = 0; i < later.records.size(); ++i) {
    const Record& b = later.records[i];
    if (b.type == EV_REL) {
      earlier.records[i].value += b.value;
    } else {
      earlier.records[i].value = b.value;
    }
  }
  earlier.at = later.at;
  return true;
}

std::vector<std::byte> encode(const Report& report, int& slot) {
  core::ByteWriter bytes;
  const auto micros = static_cast<uint64_t>(report.at.count());
  for (const Record& record : report.records) {
    if (record.type == EV_ABS && record.code == ABS_MT_SLOT) {
      if (record.value == slot) continue;
      slot = record.value;
    }
    bytes.u64le(micros / 1'000'000).u64le(micros % 1'000'000);
    bytes.u16le(record.type).u16le(record.code).put(record.value);
  }
  return bytes.take();
}

}  // namespace anc::input
