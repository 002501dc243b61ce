// Slot allocation: see touch_slots.h.
#include "internal/input/touch_slots.h"

#include <algorithm>
#include <linux/input-event-codes.h>

namespace anc::input {
namespace {

constexpr Record kEnd{EV_SYN, SYN_REPORT, 0};

Record axis(uint16_t code, int32_t value) { return {EV_ABS, code, value}; }

Report place(size_t slot, int32_t x, int32_t y) {
  return {.records = {axis(ABS_MT_SLOT, static_cast<int32_t>(slot)), axis(ABS_MT_POSITION_X, x),
                      axis(ABS_MT_POSITION_Y, y), kEnd},
          .motion = true};
}

Report appear(size_t slot, int32_t tracking_id, int32_t x, int32_t y) {
  return {.records = {axis(ABS_MT_SLOT, static_cast<int32_t>(slot)),
                      axis(ABS_MT_TRACKING_ID, tracking_id), axis(ABS_MT_POSITION_X, x),
                      axis(ABS_MT_POSITION_Y, y), kEnd}};
}

}  // namespace

std::optional<size_t> TouchSlots::find(SourceId source, int64_t finger) const {
  for (size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    if (slot.used && slot.source == source && slot.finger == finger) return i;
  }
  return std::nullopt;
}

std::optional<Report> TouchSlots::down(SourceId source, const port::Touch& touch) {
  for (size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    if (slot.used) continue;
    slot = {true, source, touch.finger, next_id_, touch.x, touch.y};
    next_id_ = (next_id_ + 1) % kTrackingIds;
    return appear(i, slot.tracking_id, slot.x, slot.y);
  }
  return std::nullopt;
}

Report TouchSlots::up(size_t slot) {
  slots_[slot].used = false;
  return {.records = {axis(ABS_MT_SLOT, static_cast<int32_t>(slot)), axis(ABS_MT_TRACKING_ID, -1),
                      kEnd}};
}

std::optional<Report> TouchSlots::apply(SourceId source, const port::Touch& touch) {
  const auto found = find(source, touch.finger);
  if (touch.phase == port::Touch::Phase::kUp) {
    if (!found) return std::nullopt;
    return up(*found);
  }
  if (!found) {
    if (touch.phase == port::Touch::Phase::kMove) return std::nullopt;
    return down(source, touch);
  }
  Slot& slot = slots_[*found];
  if (slot.x == touch.x && slot.y == touch.y) return std::nullopt;
  slot.x = touch.x;
  slot.y = touch.y;
  return place(*found, slot.x, slot.y);
}

std::vector<Report> TouchSlots::release(SourceId source) {
  std::vector<Report> reports;
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].used && slots_[i].source == source) reports.push_back(up(i));
  }
  return reports;
}

std::vector<Report> TouchSlots::snapshot() const {
  std::vector<Report> reports;
  for (size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    if (slot.used) reports.push_back(appear(i, slot.tracking_id, slot.x, slot.y));
  }
  return reports;
}

void TouchSlots::confine(int32_t right, int32_t bottom) {
  for (Slot& slot : slots_) {
    slot.x = std::min(slot.x, right);
    slot.y = std::min(slot.y, bottom);
  }
}

int TouchSlots::fingers() const {
  int count = 0;
  for (const Slot& slot : slots_) count += slot.used ? 1 : 0;
  return count;
}

}  // namespace anc::input
