// Typeface rendering: see font.h.
#include "cmd/ancloud-guest/font.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace anc::guest {
namespace {

constexpr float kCapUnits = 14, kBaseline = 4, kDescent = 4, kAscent = 16;
constexpr int kCurveSteps = 8;
constexpr char32_t kMissing = U'\ufffd';

struct Point {
  float x, y;
};
struct Segment {
  Point from, to;
  float weight = 1;  // of the pen
};
/// A letter as straight pieces, in units with the baseline at 0.
struct Outline {
  float width = 0;
  std::vector<Segment> pieces{};
  bool invisible = false;  // takes no room either
};

Point middle(Point a, Point b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

float base36(char c) { return static_cast<float>(c <= '9' ? c - '0' : c - 'a' + 10); }

void add_curve(std::vector<Point>& line, Point from, Point control, Point to) {
  for (int i = 1; i <= kCurveSteps; ++i) {
    const float t = static_cast<float>(i) / kCurveSteps, s = 1 - t;
    line.push_back({s * s * from.x + 2 * s * t * control.x + t * t * to.x,
                    s * s * from.y + 2 * s * t * control.y + t * t * to.y});
  }
}

// The quadratic B-spline over the control points: through the middles of their inner edges.
std::vector<Point> rounded(const std::vector<Point>& points, bool closed) {
  const size_t n = points.size();
  if (n < 3) return points;
  std::vector<Point> line;
  if (closed) {
    line.push_back(middle(points[n - 1], points[0]));
    for (size_t i = 0; i < n; ++i) {
      add_curve(line, line.back(), points[i], middle(points[i], points[(i + 1) % n]));
    }
    return line;
  }
  line.push_back(points[0]);
  for (size_t i = 1; i + 1 < n; ++i) {
    const Point to = i + 2 < n ? middle(points[i], points[i + 1]) : points[i + 1];
    add_curve(line, line.back(), points[i], to);
  }
  return line;
}

// One stroke of the notation as straight pieces, in units with the baseline at 0.
void add_stroke(std::vector<Segment>& pieces, std::string_view stroke) {
  const char kind = stroke.empty() ? ' ' : stroke[0];
  if (kind == '~' || kind == '*') stroke.remove_prefix(1);
  std::vector<Point> points;
  for (size_t i = 0; i + 1 < stroke.size(); i += 3) {
    points.push_back({base36(stroke[i]), base36(stroke[i + 1]) - kBaseline});
  }
  if (kind == '~' || kind == '*') points = rounded(points, kind == '*');
  for (size_t i = 0; i + 1 < points.size(); ++i) pieces.push_back({points[i], points[i + 1], 1});
}

std::vector<Segment> segments_of(const StrokeGlyph& glyph) {
  std::vector<Segment> pieces;
  std::string_view rest = glyph.strokes;
  while (!rest.empty()) {
    const size_t bar = rest.find('|');
    add_stroke(pieces, rest.substr(0, bar));
    rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
  }
  return pieces;
}

const StrokeGlyph* find_glyph(char32_t letter) {
  const auto all = stroke_glyphs();
  const auto found = std::find_if(all.begin(), all.end(), [letter](const StrokeGlyph& glyph) {
    return glyph.letter == letter;
  });
  return found == all.end() ? nullptr : &*found;
}

// A letter that is not drawn here: a box with its number, as browsers show it. Two rows of
// hexadecimal digits, four in all, or six above U+FFFF.
Outline numbered_box(char32_t letter) {
  constexpr float kTop = 16, kBottom = -2, kDigit = 0.45f, kStep = 5.6f, kMargin = 2;
  constexpr float kRows[] = {8.1f, 0.1f};
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const int per_row = letter > 0xffff ? 3 : 2;
  Outline box{2 * kMargin + kStep * static_cast<float>(per_row) - 1.5f, {}, false};
  const Point corners[] = {{0, kBottom}, {box.width, kBottom}, {box.width, kTop}, {0, kTop}};
  for (size_t i = 0; i < 4; ++i) box.pieces.push_back({corners[i], corners[(i + 1) % 4], 0.6f});
  for (int i = 0; i < 2 * per_row; ++i) {
    const char digit = kDigits[letter >> 4 * (2 * per_row - 1 - i) & 0xf];
    const float x = kMargin + kStep * static_cast<float>(i % per_row), y = kRows[i / per_row];
    const StrokeGlyph* glyph = find_glyph(static_cast<char32_t>(digit));
    const float indent = (9 - static_cast<float>(glyph->width)) / 2 * kDigit;
    for (const Segment& piece : segments_of(*glyph)) {
      const auto place = [&](Point p) {
        return Point{x + indent + p.x * kDigit, y + p.y * kDigit};
      };
      box.pieces.push_back({place(piece.from), place(piece.to), 0.6f});
    }
  }
  return box;
}

Outline outline_of(char32_t letter) {
  // Joiners and variation selectors only change their neighbours.
  const bool selects = letter == 0x200d || (letter >= 0xfe00 && letter <= 0xfe0f);
  if (selects) return {0, {}, true};
  const StrokeGlyph* glyph = find_glyph(letter);
  if (glyph == nullptr) return numbered_box(letter);
  return {static_cast<float>(glyph->width), segments_of(*glyph), false};
}

float distance(const Segment& s, Point p) {
  const float dx = s.to.x - s.from.x, dy = s.to.y - s.from.y;
  const float length = dx * dx + dy * dy;
  float t = 0;
  if (length > 0)
    t = std::clamp(((p.x - s.from.x) * dx + (p.y - s.from.y) * dy) / length, 0.f, 1.f);
  return std::hypot(s.from.x + t * dx - p.x, s.from.y + t * dy - p.y);
}

}  // namespace

const StrokeGlyph& stroke_glyph(char32_t letter) {
  const StrokeGlyph* found = find_glyph(letter);
  return found != nullptr ? *found : *find_glyph(kMissing);
}

std::string utf8_of(char32_t letter) {
  const auto tail = [letter](int shift) {
    return static_cast<char>(0x80 | (letter >> shift & 0x3f));
  };
  if (letter < 0x80) return {static_cast<char>(letter)};
  if (letter < 0x800) return {static_cast<char>(0xc0 | letter >> 6), tail(0)};
  if (letter < 0x10000) return {static_cast<char>(0xe0 | letter >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | letter >> 18), tail(12), tail(6), tail(0)};
}

std::vector<char32_t> letters_of(std::string_view text) {
  std::vector<char32_t> letters;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i++]);
    int more = lead < 0x80 ? 0 : lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : -1;
    char32_t letter = more < 0 ? kMissing : more == 0 ? lead : lead & (0x3fu >> more);
    for (; more > 0; --more) {
      if (i >= text.size() || (static_cast<uint8_t>(text[i]) & 0xc0) != 0x80) {
        letter = kMissing;
        break;
      }
      letter = letter << 6 | (static_cast<uint8_t>(text[i++]) & 0x3f);
    }
    letters.push_back(letter);
  }
  return letters;
}

GlyphBitmap draw_glyph(char32_t letter, const Face& face) {
  const Outline outline = outline_of(letter);
  const float scale = face.cap_height / kCapUnits;
  const float margin = face.pen / 2 + 1;
  GlyphBitmap bitmap;
  if (!outline.invisible) bitmap.advance = (outline.width + face.tracking) * scale;
  if (outline.pieces.empty()) return bitmap;
  bitmap.left = static_cast<int>(std::floor(-margin));
  bitmap.top = static_cast<int>(std::ceil(kAscent * scale + margin));
  bitmap.width = static_cast<int>(std::ceil(outline.width * scale + margin)) - bitmap.left;
  bitmap.height = bitmap.top + static_cast<int>(std::ceil(kDescent * scale + margin));
  bitmap.coverage.reserve(static_cast<size_t>(bitmap.width) * static_cast<size_t>(bitmap.height));
  for (int y = 0; y < bitmap.height; ++y) {
    for (int x = 0; x < bitmap.width; ++x) {
      const Point at{(static_cast<float>(x + bitmap.left) + 0.5f) / scale,
                     (static_cast<float>(bitmap.top - y) - 0.5f) / scale};
      float covered = 0;
      for (const Segment& piece : outline.pieces) {
        const float inside = piece.weight * face.pen / 2 - distance(piece, at) * scale;
        covered = std::max(covered, std::clamp(inside + 0.5f, 0.f, 1.f));
      }
      bitmap.coverage.push_back(static_cast<uint8_t>(std::lround(covered * 255)));
    }
  }
  return bitmap;
}

const GlyphBitmap& Font::glyph(char32_t letter) {
  const auto found = glyphs_.find(letter);
  if (found != glyphs_.end()) return found->second;
  return glyphs_.emplace(letter, draw_glyph(letter, face_)).first->second;
}

float Font::width(std::string_view text) {
  float sum = 0;
  for (const char32_t letter : letters_of(text)) sum += glyph(letter).advance;
  return sum - face_.tracking * face_.cap_height / kCapUnits;
}

}  // namespace anc::guest
