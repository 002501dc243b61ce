// The two canvases: see layout.h.
#include "cmd/ancloud-guest/layout.h"

#include <cmath>

namespace anc::guest {

Layout Layout::of(int width, int height) {
  const bool lying = width > height;
  const float across = lying ? 1280 : 720, down = lying ? 720 : 1280;
  const auto w = static_cast<float>(width), h = static_cast<float>(height);
  Layout layout;
  layout.scale = std::min(w / across, h / down);
  layout.left = (w - across * layout.scale) / 2;
  layout.top = (h - down * layout.scale) / 2;
  if (lying) {
    layout.title = {310, 150};
    layout.knot = {150, 222};
    layout.knot_side = 320;
    layout.tiles = {310, 556};
    layout.panel = {600, 96};
    layout.card = {560, -612};
  } else {
    layout.title = {360, 172};
    layout.knot = {190, 248};
    layout.knot_side = 340;
    layout.tiles = {360, 602};
    layout.panel = {40, 716};
  }
  return layout;
}

int Layout::tile_at(const Point& place) const {
  const float x = (static_cast<float>(place.x) - left) / scale;
  const float y = (static_cast<float>(place.y) - top) / scale;
  for (int i = 0; i < kTiles; ++i) {
    const Vec2 from = tile(i);
    const bool inside = std::abs(x - from.x) <= kTileStep / 2 - 8;
    if (inside && y >= from.y && y <= from.y + kTileHeight) return i;
  }
  return -1;
}

Frame Layout::panel_frame() const {
  const Vec2 from = at(panel);
  const Vec2 to = at(panel.x + kPanelWidth, panel.y + kPanelHeight);
  return {static_cast<int32_t>(std::lround(from.x)), static_cast<int32_t>(std::lround(from.y)),
          static_cast<int32_t>(std::lround(to.x)), static_cast<int32_t>(std::lround(to.y))};
}

}  // namespace anc::guest
