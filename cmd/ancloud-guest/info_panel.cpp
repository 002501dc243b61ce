// Three rows of text: see info_panel.h.
#include "cmd/ancloud-guest/info_panel.h"

namespace anc::guest {
namespace {
constexpr float kLabel = 11, kValue = 16, kRow = 37, kFirst = 29, kLeft = 32,
                kIndent = 168;  // units
constexpr std::array<uint8_t, 3> kSoft = {148, 163, 196}, kFaint = {92, 104, 132};
}  // namespace

InfoPanel::InfoPanel(const Frame& frame, float scale, PictureBuffer buffer)
    : picture_{frame.right - frame.left, frame.bottom - frame.top},
      scale_(scale),
      label_({kLabel * scale, 1.5f * scale, 5}),
      value_({kValue * scale, 1.9f * scale, 4.2f}),
      buffer_(buffer) {}

Result<InfoPanel> InfoPanel::create(GlConnection& c, const Layout& layout, int quarters) {
  const Frame frame = layout.panel_frame();
  return InfoPanel(
      frame, layout.scale,
      TRY(PictureBuffer::create(c, frame.right - frame.left, frame.bottom - frame.top, quarters)));
}

void InfoPanel::row(int index, const char* label, const std::string& value, const char* without) {
  const float baseline = (kFirst + kRow * static_cast<float>(index)) * scale_;
  const float room = static_cast<float>(picture_.width) - (kIndent + kLeft) * scale_;
  write_text(picture_, label_, label, kLeft * scale_, baseline, kSoft);
  if (value.empty()) {
    write_text(picture_, value_, without, kIndent * scale_, baseline, kFaint);
  } else {
    write_text(picture_, value_, fitting_end(value_, value, room), kIndent * scale_, baseline);
  }
}

void InfoPanel::show(GlConnection& c, const ScreenState::Seen& seen) {
  std::array<std::string, 3> now = {seen.typed, seen.clipboard, seen.place};
  if (shown_ == now) return;
  fill(picture_, {0, 0, 0, 0});
  row(0, "TYPED", now[0], "nothing yet");
  row(1, "CLIPBOARD", now[1], "empty");
  row(2, "PLACE", now[2], "unknown");
  buffer_.send(c, picture_);
  shown_ = std::move(now);
}

}  // namespace anc::guest
