// From fractions of a picture to pixels of the framebuffer.
#include "internal/serve/input_events.h"

#include <algorithm>
#include <utility>

namespace anc::serve {
namespace {
constexpr size_t kRemembered = 8;
constexpr int32_t kNotch = 120;

/// Whole notches leave `parts`.
int32_t take_notches(int32_t& parts, int16_t more) {
  parts += more;
  const int32_t notches = parts / kNotch;
  parts -= notches * kNotch;
  return notches;
}

port::Touch::Phase phase_of(remote::Contact::Phase phase) {
  using From = remote::Contact::Phase;
  if (phase == From::kDown) return port::Touch::Phase::kDown;
  return phase == From::kMove ? port::Touch::Phase::kMove : port::Touch::Phase::kUp;
}
}  // namespace

void Displays::set(const port::Display& display) {
  if (now() != nullptr && *now() == display) return;
  all_.push_back(display);
  if (all_.size() > kRemembered) all_.pop_front();
}

const port::Display* Displays::find(uint32_t version) const {
  const auto at = std::find_if(all_.rbegin(), all_.rend(), [&](const port::Display& display) {
    return static_cast<uint32_t>(display.version) == version;
  });
  return at == all_.rend() ? now() : &*at;
}

std::optional<port::Place> Displays::place(uint32_t version, uint16_t x, uint16_t y) const {
  const port::Display* seen = find(version);
  if (seen == nullptr) return std::nullopt;
  port::Place place = port::to_framebuffer(
      *seen, {remote::to_pixel(x, seen->seen_width()), remote::to_pixel(y, seen->seen_height())});
  // The session takes places of the framebuffer as it is now, which may have become smaller.
  place.x = std::clamp(place.x, 0, static_cast<int32_t>(now()->width) - 1);
  place.y = std::clamp(place.y, 0, static_cast<int32_t>(now()->height) - 1);
  return place;
}

bool Displays::stale(uint32_t version) const {
  const port::Display* seen = find(version);
  return seen != nullptr && seen->rotation != now()->rotation;
}

port::Place Displays::turned(uint32_t version, int32_t dx, int32_t dy) const {
  const port::Display* seen = find(version);
  if (seen == nullptr) return {dx, dy};
  const port::Place from = port::to_framebuffer(*seen, {0, 0});
  const port::Place to = port::to_framebuffer(*seen, {dx, dy});
  return {to.x - from.x, to.y - from.y};
}

std::vector<port::InputEvent> InputEvents::of(const remote::FromViewer& message,
                                              const Displays& displays) {
  events_.clear();
  std::visit([&](const auto& one) { add(one, displays); }, message);
  return std::move(events_);
}

void InputEvents::add(const remote::Touches& touches, const Displays& displays) {
  for (const remote::Contact& contact : touches.contacts) {
    const auto place = displays.place(touches.geometry, contact.x, contact.y);
    if (!place) return;
    const bool lifts = phase_of(contact.phase) == port::Touch::Phase::kUp;
    if (displays.stale(touches.geometry) && !lifts) continue;
    events_.emplace_back(port::Touch{
        .phase = phase_of(contact.phase), .finger = contact.finger, .x = place->x, .y = place->y});
  }
}

void InputEvents::add(const remote::PointerMove& move, const Displays& displays) {
  const auto place = displays.place(move.geometry, move.x, move.y);
  if (!place || displays.stale(move.geometry)) return;
  const port::Place by = displays.turned(move.geometry, move.dx, move.dy);
  events_.emplace_back(port::PointerMove{.x = place->x, .y = place->y, .dx = by.x, .dy = by.y});
}

void InputEvents::add(const remote::PointerButton& button, const Displays&) {
  events_.emplace_back(port::PointerButton{.code = button.code, .down = button.down});
}

void InputEvents::add(const remote::Wheel& wheel, const Displays& displays) {
  const auto place = displays.place(wheel.geometry, wheel.x, wheel.y);
  const int32_t right = take_notches(wheel_right_, wheel.right);
  const int32_t up = take_notches(wheel_up_, wheel.up);
  if (!place || (right == 0 && up == 0)) return;
  events_.emplace_back(port::Wheel{.x = place->x, .y = place->y, .right = right, .up = up});
}

void InputEvents::add(const remote::Key& key, const Displays&) {
  using From = remote::Key::Action;
  using To = port::Key::Action;
  const To action = key.action == From::kUp     ? To::kUp
                    : key.action == From::kDown ? To::kDown
                                                : To::kRepeat;
  events_.emplace_back(port::Key{.code = key.code, .action = action});
}

void InputEvents::add(const remote::Text& text, const Displays&) {
  events_.emplace_back(port::Text{.utf8 = text.utf8});
}

void InputEvents::add(const remote::PadButton& button, const Displays&) {
  events_.emplace_back(port::PadButton{.code = button.code, .down = button.down});
}

void InputEvents::add(const remote::PadAxis& axis, const Displays&) {
  events_.emplace_back(port::PadAxis{.code = axis.code, .value = axis.value});
}

}  // namespace anc::serve
