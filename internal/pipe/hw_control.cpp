// hw-control: prefixes and numbers.
#include "internal/pipe/hw_control.h"

#include "internal/core/text.h"

namespace anc::pipe {
namespace {
constexpr std::string_view kBacklight = "power:light:brightness:lcd_backlight:";
constexpr std::string_view kVibrator = "vibrator:";
}  // namespace

bool apply_hw_message(std::string_view body, HardwareState& state) {
  if (body == "power:screen_state:wake" || body == "power:screen_state:standby") {
    state.screen_on = body.ends_with("wake");
    return true;
  }
  if (body.starts_with(kBacklight)) {
    const auto level = core::parse_int(body.substr(kBacklight.size()), 0, 255);
    if (level) state.backlight = static_cast<int>(*level);
    return level.has_value();
  }
  if (body.starts_with(kVibrator)) {
    const auto time = core::parse_int(body.substr(kVibrator.size()), 0, INT32_MAX);
    if (!time) return false;
    state.vibrator_ms = static_cast<int>(*time);
    state.vibrations += *time > 0 ? 1 : 0;
    return true;
  }
  return false;
}

HwControl::HwControl(net::Loop& loop)
    : clients_(loop, "hw-control", 32, [this](auto& client, core::Bytes chunk) {
        return client.state.reader.feed(
            chunk, [this](std::string_view body) { (void)apply_hw_message(body, state_); });
      }) {}

}  // namespace anc::pipe
