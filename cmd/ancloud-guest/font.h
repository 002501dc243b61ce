// Text for the guest's pictures: a stroke typeface, drawn with a round pen into coverage bitmaps.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anc::guest {

/// A letter as pen strokes; see glyphs.cpp for the notation.
struct StrokeGlyph {
  char32_t letter;
  int width;  ///< in units of which a capital is 14 high
  const char* strokes;
};
std::span<const StrokeGlyph> stroke_glyphs();
/// The glyph of `letter`, or the empty box.
const StrokeGlyph& stroke_glyph(char32_t letter);

/// The letter as UTF-8.
std::string utf8_of(char32_t letter);
/// The letters of UTF-8 text; broken bytes become U+FFFD.
std::vector<char32_t> letters_of(std::string_view text);

/// A letter drawn: coverage 0..255, rows from the top.
struct GlyphBitmap {
  int width = 0, height = 0;
  int left = 0;       ///< from the pen position to the bitmap's left edge
  int top = 0;        ///< from the baseline up to the bitmap's top edge
  float advance = 0;  ///< to the next letter's pen position
  std::vector<uint8_t> coverage;
};

/// Size and weight of a text.
struct Face {
  float cap_height;    ///< of a capital, in pixels
  float pen;           ///< stroke width, in pixels
  float tracking = 4;  ///< space between letters, in the units of StrokeGlyph
};

/// A letter that the typeface lacks is a box with its number in hexadecimal digits.
GlyphBitmap draw_glyph(char32_t letter, const Face& face);

/// Glyphs of one face, each drawn when it is first asked for.
class Font {
 public:
  explicit Font(const Face& face) : face_(face) {}
  const Face& face() const { return face_; }
  const GlyphBitmap& glyph(char32_t letter);
  /// From the first pen position to behind the last letter.
  float width(std::string_view text);

 private:
  Face face_;
  std::map<char32_t, GlyphBitmap> glyphs_;
};

}  // namespace anc::guest
