// Shapes and text: see batch.h.
#include "cmd/ancloud-guest/batch.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "cmd/ancloud-guest/gl_names.h"

namespace anc::guest {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;

template <class T>
void append(std::vector<std::byte>& out, const std::vector<T>& values) {
  const auto bytes = std::as_bytes(std::span(values));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

void Batch::clear() {
  positions_.clear();
  places_.clear();
  colors_.clear();
}

void Batch::vertex(Vec2 at, Vec2 uv, Color color) {
  positions_.push_back(at);
  places_.push_back(uv);
  colors_.push_back(color);
}

void Batch::rect(Vec2 from, Vec2 to, Color top, Color bottom) {
  const Vec2 none{0, 0};
  vertex(from, none, top);
  vertex({from.x, to.y}, none, bottom);
  vertex({to.x, from.y}, none, top);
  vertex({to.x, from.y}, none, top);
  vertex({from.x, to.y}, none, bottom);
  vertex(to, none, bottom);
}

void Batch::rect(const Box& box, Color color) {
  rect({static_cast<float>(box.left), static_cast<float>(box.top)},
       {static_cast<float>(box.right), static_cast<float>(box.bottom)}, color, color);
}

void Batch::textured(Vec2 from, Vec2 to, Vec2 uv_from, Vec2 uv_to, Color color) {
  vertex(from, uv_from, color);
  vertex({from.x, to.y}, {uv_from.x, uv_to.y}, color);
  vertex({to.x, from.y}, {uv_to.x, uv_from.y}, color);
  vertex({to.x, from.y}, {uv_to.x, uv_from.y}, color);
  vertex({from.x, to.y}, {uv_from.x, uv_to.y}, color);
  vertex(to, uv_to, color);
}

void Batch::disc(Vec2 center, float radius, Color middle, Color rim) {
  constexpr int kSides = 64;
  const auto at = [&](int i) {
    const float angle = 2 * kPi * static_cast<float>(i) / kSides;
    return Vec2{center.x + radius * std::cos(angle), center.y + radius * std::sin(angle)};
  };
  for (int i = 0; i < kSides; ++i) {
    vertex(center, {0, 0}, middle);
    vertex(at(i), {0, 0}, rim);
    vertex(at(i + 1), {0, 0}, rim);
  }
}

void Batch::rounded(Vec2 from, Vec2 to, float radius, Color color) {
  constexpr int kSteps = 10;  // per corner
  const Vec2 center{(from.x + to.x) / 2, (from.y + to.y) / 2};
  const Vec2 corners[] = {{to.x - radius, to.y - radius},
                          {from.x + radius, to.y - radius},
                          {from.x + radius, from.y + radius},
                          {to.x - radius, from.y + radius}};
  std::vector<Vec2> inner, outer;
  for (int corner = 0; corner < 4; ++corner) {
    for (int i = 0; i <= kSteps; ++i) {
      const float angle = kPi / 2 * (static_cast<float>(corner) + static_cast<float>(i) / kSteps);
      const Vec2 way{std::cos(angle), std::sin(angle)};
      const Vec2 base = corners[corner];
      inner.push_back({base.x + (radius - 0.5f) * way.x, base.y + (radius - 0.5f) * way.y});
      outer.push_back({base.x + (radius + 0.5f) * way.x, base.y + (radius + 0.5f) * way.y});
    }
  }
  const Color clear = faded(color, 0);
  for (size_t i = 0; i < inner.size(); ++i) {
    const size_t next = (i + 1) % inner.size();
    for (const Vec2 at : {center, inner[i], inner[next]}) vertex(at, {0, 0}, color);
    vertex(inner[i], {0, 0}, color);
    vertex(outer[i], {0, 0}, clear);
    vertex(inner[next], {0, 0}, color);
    vertex(inner[next], {0, 0}, color);
    vertex(outer[i], {0, 0}, clear);
    vertex(outer[next], {0, 0}, clear);
  }
}

std::array<VertexArray, 3> Batch::arrays() const {
  return {{{0, 2, kGlFloat, false, 0, 0, 0, std::as_bytes(std::span(positions_))},
           {1, 2, kGlFloat, false, 0, 0, 0, std::as_bytes(std::span(places_))},
           {2, 4, kGlUnsignedByte, true, 0, 0, 0, std::as_bytes(std::span(colors_))}}};
}

std::array<VertexArray, 3> Batch::arrays_in(uint32_t buffer) const {
  const auto pairs = static_cast<uint32_t>(positions_.size() * sizeof(Vec2));
  return {{{0, 2, kGlFloat, false, 0, buffer, 0, {}},
           {1, 2, kGlFloat, false, 0, buffer, pairs, {}},
           {2, 4, kGlUnsignedByte, true, 0, buffer, 2 * pairs, {}}}};
}

std::vector<std::byte> Batch::packed() const {
  std::vector<std::byte> out;
  append(out, positions_);
  append(out, places_);
  append(out, colors_);
  return out;
}

void TextAtlas::place(size_t font, char32_t letter) {
  if (places_.contains({font, letter})) return;
  const GlyphBitmap& glyph = fonts_[font].glyph(letter);
  if (x_ + glyph.width + 1 > kWidth) {
    x_ = 0;
    y_ += row_ + 1;
    row_ = 0;
  }
  row_ = std::max(row_, glyph.height);
  const auto needed = static_cast<size_t>(y_ + row_ + 1) * kWidth;
  if (pixels_.size() < needed) pixels_.resize(needed);
  for (int y = 0; y < glyph.height; ++y) {
    const auto* from = glyph.coverage.data() + static_cast<ptrdiff_t>(y) * glyph.width;
    std::copy(from, from + glyph.width,
              pixels_.begin() + static_cast<ptrdiff_t>(y_ + y) * kWidth + x_);
  }
  places_[{font, letter}] = {x_, y_};
  x_ += glyph.width + 1;
}

size_t TextAtlas::add(const Face& face, std::string_view letters) {
  fonts_.emplace_back(face);
  for (const char32_t letter : letters_of(letters)) place(fonts_.size() - 1, letter);
  return fonts_.size() - 1;
}

void TextAtlas::draw(Batch& batch, size_t font, std::string_view text, Vec2 at, Color color,
                     Align align) {
  float x = at.x;
  if (align == Align::kCenter) x -= fonts_[font].width(text) / 2;
  if (align == Align::kRight) x -= fonts_[font].width(text);
  const auto rows = static_cast<float>(height());
  for (const char32_t letter : letters_of(text)) {
    const auto found = places_.find({font, letter});
    if (found == places_.end()) continue;
    const GlyphBitmap& glyph = fonts_[font].glyph(letter);
    const auto w = static_cast<float>(glyph.width), h = static_cast<float>(glyph.height);
    // On whole pixels: the glyph was drawn for them.
    const Vec2 from{std::round(x) + static_cast<float>(glyph.left),
                    std::round(at.y) - static_cast<float>(glyph.top)};
    const auto u = static_cast<float>(found->second.first);
    const auto v = static_cast<float>(found->second.second);
    batch.textured(from, {from.x + w, from.y + h}, {u / kWidth, v / rows},
                   {(u + w) / kWidth, (v + h) / rows}, color);
    x += glyph.advance;
  }
}

}  // namespace anc::guest
