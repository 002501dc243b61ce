// Status bar: see status_bar.h.
#include "cmd/ancloud-guest/status_bar.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "cmd/ancloud-guest/gl_names.h"

namespace anc::guest {
namespace {

constexpr float kBarHeight = 48, kMargin = 24, kBaseline = 31, kCap = 14;  // of 720 wide
constexpr uint8_t kShade = 96;                                             // alpha of the bar
constexpr const char* kNotice = "demo guest";

}  // namespace

StatusBar::StatusBar(int width, int height, float scale)
    : picture_{width, height, {}}, scale_(scale), font_({kCap * scale, 1.7f * scale, 4.2f}) {}

Result<StatusBar> StatusBar::create(GlConnection& c, int display_width) {
  const float scale = static_cast<float>(display_width) / 720;
  const int height = std::max(8, static_cast<int>(std::lround(kBarHeight * scale)));
  StatusBar bar(display_width, height, scale);
  bar.buffer_ = c.rc.rcCreateColorBuffer(static_cast<uint32_t>(display_width),
                                         static_cast<uint32_t>(height), kGlRgba);
  TRY(c.status());
  if (bar.buffer_ == 0) return fail(Kind::kGraphics, "the host refused a colour buffer");
  return bar;
}

void StatusBar::write(const std::string& text, float x, float baseline) {
  for (const char32_t letter : letters_of(text)) {
    const GlyphBitmap& glyph = font_.glyph(letter);
    const int left = static_cast<int>(std::lround(x)) + glyph.left;
    const int top = static_cast<int>(std::lround(baseline)) - glyph.top;
    for (int gy = 0; gy < glyph.height; ++gy) {
      for (int gx = 0; gx < glyph.width; ++gx) {
        const int px = left + gx, py = top + gy;
        if (px < 0 || py < 0 || px >= picture_.width || py >= picture_.height) continue;
        const uint32_t ink = glyph.coverage[static_cast<size_t>(gy * glyph.width + gx)];
        uint8_t* pixel = &picture_.rgba[static_cast<size_t>(py * picture_.width + px) * 4];
        for (int i = 0; i < 4; ++i) {  // white ink over what is there, premultiplied
          pixel[i] = static_cast<uint8_t>(ink + pixel[i] * (255 - ink) / 255);
        }
      }
    }
    x += glyph.advance;
  }
}

void StatusBar::show(GlConnection& c, const std::string& clock) {
  if (clock == shown_) return;
  shown_ = clock;
  const size_t pixels = static_cast<size_t>(picture_.width) * static_cast<size_t>(picture_.height);
  picture_.rgba.assign(pixels * 4, 0);
  for (size_t i = 0; i < pixels; ++i) picture_.rgba[i * 4 + 3] = kShade;
  const float right = static_cast<float>(picture_.width) - kMargin * scale_;
  write(clock, kMargin * scale_, kBaseline * scale_);
  write(kNotice, right - font_.width(kNotice), kBaseline * scale_);

  (void)c.rc.rcColorBufferCacheFlush(buffer_, 0, 0);
  (void)c.rc.rcUpdateColorBuffer(buffer_, 0, 0, picture_.width, picture_.height, kGlRgba,
                                 kGlUnsignedByte, std::as_bytes(std::span(picture_.rgba)));
}

}  // namespace anc::guest
