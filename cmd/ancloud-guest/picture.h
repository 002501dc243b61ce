// Pictures that the guest paints on the CPU, in the form in which they are sent.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cmd/ancloud-guest/font.h"
#include "cmd/ancloud-guest/gl_connection.h"

namespace anc::guest {

/// Premultiplied RGBA pixels, rows from the top.
struct Picture {
  int width = 0, height = 0;
  std::vector<uint8_t> rgba{};
};

/// All pixels one colour; `rgba` is premultiplied.
void fill(Picture& picture, const std::array<uint8_t, 4>& rgba);
/// White text from `x` on, on `baseline`; what is outside is cut off.
void write_text(Picture& picture, Font& font, std::string_view text, float x, float baseline);
/// Sends it as gralloc does when a buffer is unlocked.
void send(GlConnection& connection, uint32_t color_buffer, const Picture& picture);

}  // namespace anc::guest
