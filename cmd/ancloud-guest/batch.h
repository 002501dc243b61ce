// Flat shapes and text gathered on the CPU and drawn with one call from client memory.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "cmd/ancloud-guest/barcode.h"
#include "cmd/ancloud-guest/font.h"
#include "cmd/ancloud-guest/gl_draw.h"

namespace anc::guest {

/// Straight (not premultiplied) colour, one byte each.
struct Color {
  uint8_t r, g, b, a = 255;
};
constexpr Color faded(Color color, float alpha) {
  color.a = static_cast<uint8_t>(static_cast<float>(color.a) * alpha);
  return color;
}

struct Vec2 {
  float x, y;
};

/// Vertices of triangles in pixels: position, texture place, colour, each an array of its own, as
/// the wire wants client arrays without stride.
class Batch {
 public:
  void clear();
  void vertex(Vec2 at, Vec2 uv, Color color);
  /// A rectangle with the colours top and bottom.
  void rect(Vec2 from, Vec2 to, Color top, Color bottom);
  void rect(const Box& box, Color color);
  void textured(Vec2 from, Vec2 to, Vec2 uv_from, Vec2 uv_to, Color color);
  /// A disc that fades from `center` to `rim`.
  void disc(Vec2 center, float radius, Color middle, Color rim);
  /// A rectangle with round corners, edges smoothed over a pixel.
  void rounded(Vec2 from, Vec2 to, float radius, Color color);

  int32_t size() const { return static_cast<int32_t>(colors_.size()); }
  /// The arrays of this batch from client memory: locations 0 position, 1 texture place, 2 colour.
  std::array<VertexArray, 3> arrays() const;
  /// The same from one buffer object that `packed()` filled.
  std::array<VertexArray, 3> arrays_in(uint32_t buffer) const;
  std::vector<std::byte> packed() const;

 private:
  std::vector<Vec2> positions_, places_;
  std::vector<Color> colors_;
};

/// Several fonts in one texture of coverage. Glyphs are added before the texture is made.
class TextAtlas {
 public:
  static constexpr int kWidth = 1024;

  /// Returns the number by which `draw` knows this face; `letters` are those that will be drawn.
  size_t add(const Face& face, std::string_view letters);
  const std::vector<uint8_t>& pixels() const { return pixels_; }
  int height() const { return static_cast<int>(pixels_.size()) / kWidth; }

  enum class Align { kLeft, kCenter, kRight };
  /// Adds `text` to a batch, its baseline at `at.y`. Letters that were not added are skipped.
  void draw(Batch& batch, size_t font, std::string_view text, Vec2 at, Color color,
            Align align = Align::kLeft);
  float width(size_t font, std::string_view text) { return fonts_[font].width(text); }

 private:
  void place(size_t font, char32_t letter);

  std::vector<Font> fonts_;
  std::map<std::pair<size_t, char32_t>, std::pair<int, int>> places_;
  std::vector<uint8_t> pixels_;
  int x_ = 0, y_ = 0, row_ = 0;
};

}  // namespace anc::guest
