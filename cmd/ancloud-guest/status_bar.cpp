// Status bar: see status_bar.h.
#include "cmd/ancloud-guest/status_bar.h"

#include <algorithm>
#include <cmath>

namespace anc::guest {
namespace {

constexpr float kBarHeight = 48, kMargin = 24, kBaseline = 31, kCap = 14;  // of 720 wide
constexpr uint8_t kShade = 96;                                             // alpha of the bar
constexpr const char* kNotice = "demo guest";

}  // namespace

StatusBar::StatusBar(int width, int height, float scale, PictureBuffer buffer)
    : picture_{width, height},
      scale_(scale),
      font_({kCap * scale, 1.7f * scale, 4.2f}),
      buffer_(buffer) {}

Result<StatusBar> StatusBar::create(GlConnection& c, int width, float scale, int quarters) {
  const int height = std::max(8, static_cast<int>(std::lround(kBarHeight * scale)));
  return StatusBar(width, height, scale, TRY(PictureBuffer::create(c, width, height, quarters)));
}

void StatusBar::show(GlConnection& c, const std::string& clock) {
  if (clock == shown_) return;
  shown_ = clock;
  fill(picture_, {0, 0, 0, kShade});
  const float right = static_cast<float>(picture_.width) - kMargin * scale_;
  write_text(picture_, font_, clock, kMargin * scale_, kBaseline * scale_);
  write_text(picture_, font_, kNotice, right - font_.width(kNotice), kBaseline * scale_);
  buffer_.send(c, picture_);
}

}  // namespace anc::guest
