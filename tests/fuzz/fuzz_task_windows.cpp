// Fuzz target: what a guest says of its windows, and the icons of its applications.
#include <cstdint>
#include <string_view>

#include "internal/app/applications.h"
#include "internal/core/bytes.h"
#include "internal/session/png.h"
#include "internal/session/task_windows.h"

namespace {
using anc::port::Rect;
constexpr anc::port::Display kDisplay{.width = 720, .height = 1280};

bool on_display(const Rect& frame) {
  return frame.left >= 0 && frame.top >= 0 && frame.left < frame.right &&
         frame.top < frame.bottom && frame.right <= 720 && frame.bottom <= 1280;
}

void windows(anc::core::Bytes bytes) {
  anc::core::ByteReader reader(bytes);
  std::vector<anc::port::TaskWindow> all;
  while (reader.remaining() >= 24) {
    anc::port::TaskWindow window{.has_surface = true};
    window.stack = reader.i32le();
    window.task = reader.i32le();
    window.frame = {reader.i32le(), reader.i32le(), reader.i32le(), reader.i32le()};
    all.push_back(window);
  }
  const anc::app::Applications none("");
  for (const auto& shown : anc::session::task_windows(all, none, kDisplay)) {
    if (shown.task <= 0 || !on_display(shown.frame)) __builtin_trap();
    const Rect& said = all.front().frame;
    if (!on_display(anc::session::resized(shown.frame, said.left, said.top, kDisplay))) {
      __builtin_trap();
    }
  }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto* bytes = reinterpret_cast<const std::byte*>(data);
  windows({bytes, size});
  constexpr uint32_t kLongest = 64;
  const auto icon = anc::session::decode_png({reinterpret_cast<const char*>(data), size}, kLongest);
  if (icon && (icon->width > kLongest || icon->height > kLongest ||
               icon->pixels.size() != size_t{icon->width} * icon->height * 4)) {
    __builtin_trap();  // what was accepted is whole
  }
  return 0;
}
