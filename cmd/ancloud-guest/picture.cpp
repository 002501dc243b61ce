// Painting on the CPU: see picture.h.
#include "cmd/ancloud-guest/picture.h"

#include <cmath>
#include <cstddef>

#include "cmd/ancloud-guest/gl_names.h"

namespace anc::guest {

void fill(Picture& picture, const std::array<uint8_t, 4>& rgba) {
  const size_t pixels = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
  picture.rgba.resize(pixels * 4);
  for (size_t i = 0; i < picture.rgba.size(); ++i) picture.rgba[i] = rgba[i % 4];
}

void write_text(Picture& picture, Font& font, std::string_view text, float x, float baseline) {
  for (const char32_t letter : letters_of(text)) {
    const GlyphBitmap& glyph = font.glyph(letter);
    const int left = static_cast<int>(std::lround(x)) + glyph.left;
    const int top = static_cast<int>(std::lround(baseline)) - glyph.top;
    for (int gy = 0; gy < glyph.height; ++gy) {
      for (int gx = 0; gx < glyph.width; ++gx) {
        const int px = left + gx, py = top + gy;
        if (px < 0 || py < 0 || px >= picture.width || py >= picture.height) continue;
        const uint32_t ink = glyph.coverage[static_cast<size_t>(gy * glyph.width + gx)];
        uint8_t* pixel = &picture.rgba[static_cast<size_t>(py * picture.width + px) * 4];
        for (int i = 0; i < 4; ++i) {  // white ink over what is there, premultiplied
          pixel[i] = static_cast<uint8_t>(ink + pixel[i] * (255 - ink) / 255);
        }
      }
    }
    x += glyph.advance;
  }
}

void send(GlConnection& c, uint32_t color_buffer, const Picture& picture) {
  (void)c.rc.rcColorBufferCacheFlush(color_buffer, 0, 0);
  (void)c.rc.rcUpdateColorBuffer(color_buffer, 0, 0, picture.width, picture.height, kGlRgba,
                                 kGlUnsignedByte, std::as_bytes(std::span(picture.rgba)));
}

}  // namespace anc::guest
