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
  for (size_t i = 0; i + 1 < points.size(); ++i) pieces.push_back({points[i], points[i + 1]});
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
  const auto all = stroke_glyphs();
  const auto find = [&](char32_t wanted) {
    return std::find_if(all.begin(), all.end(),
                        [&](const StrokeGlyph& glyph) { return glyph.letter == wanted; });
  };
  const auto found = find(letter);
  return found != all.end() ? *found : *find(kMissing);
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
  const StrokeGlyph& glyph = stroke_glyph(letter);
  const float scale = face.cap_height / kCapUnits;
  const float margin = face.pen / 2 + 1;
  GlyphBitmap bitmap;
  bitmap.advance = (static_cast<float>(glyph.width) + face.tracking) * scale;
  const std::vector<Segment> pieces = segments_of(glyph);
  if (pieces.empty()) return bitmap;
  bitmap.left = static_cast<int>(std::floor(-margin));
  bitmap.top = static_cast<int>(std::ceil(kAscent * scale + margin));
  bitmap.width =
      static_cast<int>(std::ceil(static_cast<float>(glyph.width) * scale + margin)) - bitmap.left;
  bitmap.height = bitmap.top + static_cast<int>(std::ceil(kDescent * scale + margin));
  bitmap.coverage.reserve(static_cast<size_t>(bitmap.width) * static_cast<size_t>(bitmap.height));
  for (int y = 0; y < bitmap.height; ++y) {
    for (int x = 0; x < bitmap.width; ++x) {
      const Point at{(static_cast<float>(x + bitmap.left) + 0.5f) / scale,
                     (static_cast<float>(bitmap.top - y) - 0.5f) / scale};
      float nearest = 1e9f;
      for (const Segment& piece : pieces) nearest = std::min(nearest, distance(piece, at));
      const float covered = std::clamp(face.pen / 2 - nearest * scale + 0.5f, 0.f, 1.f);
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
