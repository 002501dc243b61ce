// Painting on the CPU: see picture.h.
#include "cmd/ancloud-guest/picture.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "cmd/ancloud-guest/gl_names.h"
#include "cmd/ancloud-guest/orientation.h"

namespace anc::guest {

void fill(Picture& picture, const std::array<uint8_t, 4>& rgba) {
  const size_t pixels = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
  picture.rgba.resize(pixels * 4);
  for (size_t i = 0; i < picture.rgba.size(); ++i) picture.rgba[i] = rgba[i % 4];
}

void fill(Picture& picture, const Frame& part, const std::array<uint8_t, 4>& rgba) {
  for (int y = std::max(part.top, 0); y < std::min(part.bottom, picture.height); ++y) {
    for (int x = std::max(part.left, 0); x < std::min(part.right, picture.width); ++x) {
      std::copy(rgba.begin(), rgba.end(),
                &picture.rgba[static_cast<size_t>(y * picture.width + x) * 4]);
    }
  }
}

void write_text(Picture& picture, Font& font, std::string_view text, float x, float baseline,
                const std::array<uint8_t, 3>& ink) {
  for (const char32_t letter : letters_of(text)) {
    const GlyphBitmap& glyph = font.glyph(letter);
    const int left = static_cast<int>(std::lround(x)) + glyph.left;
    const int top = static_cast<int>(std::lround(baseline)) - glyph.top;
    for (int gy = 0; gy < glyph.height; ++gy) {
      for (int gx = 0; gx < glyph.width; ++gx) {
        const int px = left + gx, py = top + gy;
        if (px < 0 || py < 0 || px >= picture.width || py >= picture.height) continue;
        const uint32_t cover = glyph.coverage[static_cast<size_t>(gy * glyph.width + gx)];
        uint8_t* pixel = &picture.rgba[static_cast<size_t>(py * picture.width + px) * 4];
        for (size_t i = 0; i < 4; ++i) {  // ink over what is there, premultiplied
          const uint32_t full = i < 3 ? ink[i] : 255;
          pixel[i] = static_cast<uint8_t>((full * cover + pixel[i] * (255 - cover)) / 255);
        }
      }
    }
    x += glyph.advance;
  }
}

std::string fitting_end(Font& font, const std::string& text, float width) {
  // As many letters as there may be at most: a text may have a million.
  constexpr size_t kMostLetters = 200, kLongestLetter = 4;
  const std::string_view all = text;
  const size_t kept = std::min(all.size(), kMostLetters * kLongestLetter);
  std::vector<char32_t> letters = letters_of(all.substr(all.size() - kept));
  const float dots = font.glyph(U'\u2026').advance;
  float used = 0;
  size_t first = letters.size();
  while (first > 0 && used + font.glyph(letters[first - 1]).advance <= width - dots) {
    used += font.glyph(letters[--first]).advance;
  }
  if (first == 0 && kept == all.size()) return text;
  std::string end = "\u2026";
  for (; first < letters.size(); ++first) end += utf8_of(letters[first]);
  return end;
}

Picture turned(const Picture& picture, int quarters) {
  if (quarters == 0) return picture;
  const bool sideways = quarters % 2 != 0;
  Picture result{sideways ? picture.height : picture.width,
                 sideways ? picture.width : picture.height,
                 std::vector<uint8_t>(picture.rgba.size())};
  const Orientation lies{result.width, result.height, quarters};
  for (int y = 0; y < result.height; ++y) {
    for (int x = 0; x < result.width; ++x) {
      const Point from = lies.to_upright({x, y});
      std::copy_n(&picture.rgba[static_cast<size_t>(from.y * picture.width + from.x) * 4], 4,
                  &result.rgba[static_cast<size_t>(y * result.width + x) * 4]);
    }
  }
  return result;
}

Result<PictureBuffer> PictureBuffer::create(GlConnection& c, int width, int height, int quarters) {
  PictureBuffer made;
  made.quarters_ = quarters;
  made.width_ = quarters % 2 != 0 ? height : width;
  made.height_ = quarters % 2 != 0 ? width : height;
  made.id_ = c.rc.rcCreateColorBuffer(static_cast<uint32_t>(made.width_),
                                      static_cast<uint32_t>(made.height_), kGlRgba);
  TRY(c.status());
  if (made.id_ == 0) return fail(Kind::kGraphics, "the host refused a colour buffer");
  return made;
}

void PictureBuffer::send(GlConnection& c, const Picture& picture) const {
  const Picture lying = turned(picture, quarters_);
  (void)c.rc.rcColorBufferCacheFlush(id_, 0, 0);
  (void)c.rc.rcUpdateColorBuffer(id_, 0, 0, lying.width, lying.height, kGlRgba, kGlUnsignedByte,
                                 std::as_bytes(std::span(lying.rgba)));
}

}  // namespace anc::guest
