// Fuzz target: lines of the control socket as input events; what is taken keeps within its limits
// and comes back as it was when it is written down.
#include <cstdlib>
#include <string_view>

#include "internal/input/script.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace anc;
  constexpr int32_t kMaxX = 719, kMaxY = 1279;
  const auto line = core::parse_json({reinterpret_cast<const char*>(data), size});
  if (!line) return 0;
  const auto event = input::parse_event(*line, kMaxX, kMaxY);
  if (!event) {
    if (event.error().kind() != Kind::kUsage) std::abort();
    return 0;
  }
  if (const auto* touch = std::get_if<port::Touch>(&*event)) {
    if (touch->x < 0 || touch->x > kMaxX || touch->y < 0 || touch->y > kMaxY) std::abort();
  }
  const core::Json written = input::format_event(*event);
  const auto again = input::parse_event(written, kMaxX, kMaxY);
  if (!again || input::format_event(*again) != written) std::abort();
  return 0;
}
