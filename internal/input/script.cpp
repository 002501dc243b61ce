// Parsing and printing events: see script.h.
#include "internal/input/script.h"

#include <array>
#include <linux/input-event-codes.h>

#include "internal/input/key_names.h"

namespace anc::input {
namespace {

using core::Json;

constexpr std::array<std::string_view, 3> kPhases = {"down", "move", "up"};
constexpr std::array<std::string_view, 3> kActions = {"up", "down", "repeat"};
constexpr int32_t kMostSteps = 1000;  // of a wheel, or pixels of one movement

template <size_t N>
Result<size_t> one_of(const Json& line, const char* field,
                      const std::array<std::string_view, N>& words) {
  const auto word = TRY(core::json_field<std::string>(line, field));
  for (size_t i = 0; i < N; ++i) {
    if (words[i] == word) return i;
  }
  return fail(Kind::kUsage, std::string("field \"") + field + "\" has an unknown word");
}

Result<int32_t> number(const Json& line, const char* field, int32_t low, int32_t high) {
  const auto value = TRY(core::json_field<int32_t>(line, field));
  if (value >= low && value <= high) return value;
  return fail(Kind::kUsage, std::string("field \"") + field + "\" is " + std::to_string(value) +
                                ", possible are " + std::to_string(low) + " to " +
                                std::to_string(high));
}

Result<int32_t> number_or_zero(const Json& line, const char* field, int32_t low, int32_t high) {
  if (!line.is_object() || !line.contains(field)) return 0;
  return number(line, field, low, high);
}

struct Place {
  int32_t x, y;
};
Result<Place> place(const Json& line, int32_t max_x, int32_t max_y) {
  return Place{TRY(number(line, "x", 0, max_x)), TRY(number(line, "y", 0, max_y))};
}

Result<uint16_t> code(const Json& line, const char* field, int32_t low, int32_t high) {
  return static_cast<uint16_t>(TRY(number(line, field, low, high)));
}

Result<uint16_t> key(const Json& line) {
  if (!line["key"].is_string()) return code(line, "key", 1, kKeyCodes - 1);
  return key_code(line["key"].get_ref<const std::string&>());
}

Result<port::InputEvent> parse_touch(const Json& line, int32_t max_x, int32_t max_y) {
  port::Touch touch;
  touch.phase = static_cast<port::Touch::Phase>(TRY(one_of(line, "touch", kPhases)));
  touch.finger = TRY(number_or_zero(line, "finger", 0, INT32_MAX));
  if (touch.phase != port::Touch::Phase::kUp) {
    const Place at = TRY(place(line, max_x, max_y));
    touch.x = at.x;
    touch.y = at.y;
  }
  return touch;
}

Result<port::InputEvent> parse_key(const Json& line) {
  port::Key pressed;
  pressed.code = TRY(key(line));
  pressed.action = static_cast<port::Key::Action>(TRY(one_of(line, "action", kActions)));
  return pressed;
}

Result<port::InputEvent> parse_wheel(const Json& line, int32_t max_x, int32_t max_y) {
  const Place at = TRY(place(line, max_x, max_y));
  const Json& by = line["wheel"];
  return port::Wheel{at.x, at.y, TRY(number_or_zero(by, "right", -kMostSteps, kMostSteps)),
                     TRY(number_or_zero(by, "up", -kMostSteps, kMostSteps))};
}

Result<port::InputEvent> parse_move(const Json& line, int32_t max_x, int32_t max_y) {
  const Place at = TRY(place(line, max_x, max_y));
  const Json& by = line["move"];
  return port::PointerMove{at.x, at.y, TRY(number_or_zero(by, "dx", -max_x - 1, max_x + 1)),
                           TRY(number_or_zero(by, "dy", -max_y - 1, max_y + 1))};
}

Result<port::InputEvent> parse(const Json& line, int32_t max_x, int32_t max_y) {
  if (!line.is_object()) return fail(Kind::kUsage, "an event is an object");
  if (line.contains("touch")) return parse_touch(line, max_x, max_y);
  if (line.contains("key")) return parse_key(line);
  if (line.contains("wheel")) return parse_wheel(line, max_x, max_y);
  if (line.contains("move")) return parse_move(line, max_x, max_y);
  if (line.contains("text")) return port::Text{TRY(core::json_field<std::string>(line, "text"))};
  if (line.contains("button")) {
    return port::PointerButton{TRY(code(line, "button", BTN_MOUSE, BTN_TASK)),
                               TRY(core::json_field<bool>(line, "down"))};
  }
  if (line.contains("pad_button")) {
    return port::PadButton{TRY(code(line, "pad_button", BTN_SOUTH, BTN_THUMBR)),
                           TRY(core::json_field<bool>(line, "down"))};
  }
  if (line.contains("pad_axis")) {
    return port::PadAxis{TRY(code(line, "pad_axis", ABS_X, ABS_HAT0Y)),
                         TRY(number(line, "value", INT16_MIN, INT16_MAX))};
  }
  return fail(Kind::kUsage,
              "an event is one of touch, key, text, wheel, move, button, pad_button, "
              "pad_axis");
}

Json format(const port::Touch& touch) {
  Json line = {{"touch", kPhases[static_cast<size_t>(touch.phase)]}, {"finger", touch.finger}};
  if (touch.phase != port::Touch::Phase::kUp) line.update({{"x", touch.x}, {"y", touch.y}});
  return line;
}
Json format(const port::Key& key) {
  return {{"key", key.code}, {"action", kActions[static_cast<size_t>(key.action)]}};
}
Json format(const port::PointerMove& move) {
  return {{"move", {{"dx", move.dx}, {"dy", move.dy}}}, {"x", move.x}, {"y", move.y}};
}
Json format(const port::PointerButton& button) {
  return {{"button", button.code}, {"down", button.down}};
}
Json format(const port::Wheel& wheel) {
  return {{"wheel", {{"right", wheel.right}, {"up", wheel.up}}}, {"x", wheel.x}, {"y", wheel.y}};
}
Json format(const port::PadButton& button) {
  return {{"pad_button", button.code}, {"down", button.down}};
}
Json format(const port::PadAxis& axis) { return {{"pad_axis", axis.code}, {"value", axis.value}}; }
Json format(const port::Text& text) { return {{"text", text.utf8}}; }

}  // namespace

Result<port::InputEvent> parse_event(const Json& line, int32_t max_x, int32_t max_y) {
  auto event = parse(line, max_x, max_y);
  if (!event) return fail(std::move(event.error()).as(Kind::kUsage));
  return event;
}

Json format_event(const port::InputEvent& event) {
  return std::visit([](const auto& what) { return format(what); }, event);
}

}  // namespace anc::input
