// Where things are on the demo's home screen, standing or lying.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "cmd/ancloud-guest/batch.h"
#include "cmd/ancloud-guest/orientation.h"

namespace anc::guest {

/// Units of a canvas of 720x1280, or 1280x720 where the screen is wider than high, scaled in
/// proportion into the middle of the screen. The card's own things are placed as on the standing
/// canvas and moved with it.
struct Layout {
  float scale = 1, left = 0, top = 0;  ///< canvas to pixels
  Vec2 title{};                        ///< middle of its baseline
  Vec2 knot{};                         ///< top left
  float knot_side = 0;
  Vec2 tiles{};  ///< middle of the row's upper edge
  Vec2 panel{};  ///< top left, of what was typed, the clipboard and the place
  Vec2 card{};   ///< by how much it is moved

  static constexpr float kPanelWidth = 640, kPanelHeight = 118;
  static constexpr float kTile = 64, kTileStep = 150, kTileHeight = 100;
  static constexpr int kTiles = 3;

  static Layout of(int width, int height);

  Vec2 at(float x, float y) const { return {left + x * scale, top + y * scale}; }
  Vec2 at(Vec2 place) const { return at(place.x, place.y); }
  Vec2 on_card(float x, float y) const { return at(x + card.x, y + card.y); }
  /// Middle of the upper edge of tile `index`, in units.
  Vec2 tile(int index) const {
    return {tiles.x + kTileStep * (static_cast<float>(index) - (kTiles - 1) / 2.f), tiles.y};
  }
  /// The tile at a pixel of the upright screen, -1 where there is none.
  int tile_at(const Point& place) const;
  /// Pixels of the panel.
  Frame panel_frame() const;
};

}  // namespace anc::guest
