// Taps and text: see reactions.h.
#include "cmd/ancloud-guest/reactions.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "cmd/ancloud-guest/checksum.h"
#include "cmd/ancloud-guest/console.h"
#include "cmd/ancloud-guest/layout.h"

namespace anc::guest {
namespace {
constexpr std::chrono::seconds kTextPatience{2}, kPastePatience{2};
constexpr size_t kSaid = 200;  // bytes of a text on the console
constexpr double kLowest = 330, kOctaves = 1.5;

std::string shortened(const std::string& text) {
  if (text.size() <= kSaid) return text;
  size_t end = kSaid;
  while ((static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "\u2026";
}
}  // namespace

void Reactions::touch(Touch phase, int finger, int32_t x, int32_t y) {
  if (phase == Touch::kUp) return screen_.finger_up(finger);
  screen_.finger_at(finger, {x, y});
  if (phase == Touch::kDown) tap({x, y});
}

void Reactions::tap(const Point& framebuffer) {
  const Orientation screen = screen_.screen();
  if (screen.width < 1 || screen.height < 1) return;  // nothing is drawn yet
  const Point at = screen.to_upright(framebuffer);
  const double height = 1 - static_cast<double>(at.y) / screen.upright_height();
  chime_.ring(kLowest * std::exp2(kOctaves * height));
  if (const auto task = topmost_at(tasks_.in_order(), at)) {
    tasks_.focus(*task);
    return say("task " + std::to_string(*task) + " to the front");
  }
  const Layout layout = Layout::of(screen.upright_width(), screen.upright_height());
  const int tile = layout.tile_at(at);
  if (tile < 0) return;
  const Application application = Tasks::applications()[static_cast<size_t>(tile)];
  if (const auto task = tasks_.launch(application.package)) {
    tasks_.focus(*task);
    tasks_.write(*task, "opened by a tap");
    say("launched " + application.package + " as task " + std::to_string(*task));
  }
}

void Reactions::type(const std::string& utf8) {
  for (const std::string& line : screen_.insert(utf8)) say("typed " + shortened(line));
}

void Reactions::commit(const std::string& utf8) {
  std::array<char, 16> sum;
  std::snprintf(sum.data(), sum.size(), "%08x", crc32(utf8));
  say("text of " + std::to_string(utf8.size()) + " bytes, crc " + sum.data() + ": " +
      shortened(utf8));
  type(utf8);
}

void Reactions::paste() {
  const auto text = pasting_.ask(kPastePatience);
  if (!text) return say("paste: no clipboard");
  commit(*text);
}

void Reactions::text_mark(int32_t number) {
  for (const std::string& text : texts_.take(number, kTextPatience)) commit(text);
}

void Reactions::device_ended() {
  screen_.lift_all();
  screen_.doubt_size();
}

}  // namespace anc::guest
