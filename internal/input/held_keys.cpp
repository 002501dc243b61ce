// Keys and their holders: see held_keys.h.
#include "internal/input/held_keys.h"

namespace anc::input {

bool HeldKeys::is_held(uint16_t code) const {
  const auto first = held_.lower_bound({code, 0});
  return first != held_.end() && first->first == code;
}

bool HeldKeys::apply(SourceId source, uint16_t code, port::Key::Action action) {
  using enum port::Key::Action;
  if (action == kRepeat) return held_.contains({code, source});
  const bool before = is_held(code);
  if (action == kDown) return held_.insert({code, source}).second && !before;
  held_.erase({code, source});
  return before && !is_held(code);
}

std::vector<uint16_t> HeldKeys::release(SourceId source) {
  std::vector<uint16_t> codes;
  for (auto it = held_.begin(); it != held_.end();) {
    if (it->second != source) {
      ++it;
      continue;
    }
    codes.push_back(it->first);
    it = held_.erase(it);
  }
  std::erase_if(codes, [this](uint16_t code) { return is_held(code); });
  return codes;
}

}  // namespace anc::input
