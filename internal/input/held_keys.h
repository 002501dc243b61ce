// Which keys and buttons are held, by whom: a key is up once its last holder lets go.
#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "internal/input/touch_slots.h"

namespace anc::input {

/// Pure bookkeeping of one device.
class HeldKeys {
 public:
  /// Whether the guest is to be told: the first press, the last release, a repeat by a holder.
  bool apply(SourceId source, uint16_t code, port::Key::Action action);
  /// Lets go for a source; the keys that are up by it.
  std::vector<uint16_t> release(SourceId source);

 private:
  bool is_held(uint16_t code) const;
  std::set<std::pair<uint16_t, SourceId>> held_;
};

}  // namespace anc::input
