// The guest's typeface: well-formed strokes, legible drawings, text taken apart correctly.
#include "cmd/ancloud-guest/font.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace anc::guest {
namespace {

using testing::ElementsAre;

TEST(Font, HasEveryLetterThatAnEnglishScreenNeeds) {
  for (const char32_t letter : letters_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                          "0123456789 .,:!?()[]+-/%#<=>_\u2014\u00d7\u00b7")) {
    EXPECT_EQ(stroke_glyph(letter).letter, letter);
  }
  EXPECT_EQ(stroke_glyph(U'\u4e00').letter, U'\ufffd');
}

TEST(Font, AllOfAsciiIsDrawn) {
  for (char32_t letter = U' '; letter <= U'~'; ++letter) {
    EXPECT_EQ(stroke_glyph(letter).letter, letter) << static_cast<char>(letter);
  }
}

TEST(Font, ALetterThatItLacksIsABoxWithItsNumber) {
  const Face face{28, 3};
  const GlyphBitmap first = draw_glyph(U'\u6c49', face), second = draw_glyph(U'\u5b57', face);
  EXPECT_EQ(first.width, second.width);
  EXPECT_NE(first.coverage, second.coverage) << "each has its own number";
  EXPECT_GT(draw_glyph(U'\U0001f600', face).width, first.width) << "six digits need more room";
  const int middle = first.top - 14;  // a row through the upper digits, inside the frame
  const auto* row = &first.coverage[static_cast<size_t>(middle * first.width)];
  EXPECT_GT(std::accumulate(row, row + first.width, 0), 3 * 255) << "frame and digits";
  EXPECT_EQ(draw_glyph(U'\u200d', face).advance, 0) << "a joiner takes no room";
}

TEST(Font, ALetterBecomesTheUtf8ItWas) {
  for (const char32_t letter : {U'a', U'\u00e9', U'\u6c49', U'\U0001f600'}) {
    EXPECT_THAT(letters_of(utf8_of(letter)), ElementsAre(letter));
  }
}

TEST(Font, EveryStrokeStaysInItsCell) {
  for (const StrokeGlyph& glyph : stroke_glyphs()) {
    const std::string text = glyph.strokes;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '|' || text[i] == ' ' || text[i] == '~' || text[i] == '*') continue;
      ASSERT_LT(i + 1, text.size()) << text;
      const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
      EXPECT_LE(value(text[i]), glyph.width + 1) << text;
      EXPECT_GE(value(text[i]), 0) << text;
      EXPECT_LE(value(text[++i]), 20) << text;
    }
  }
}

TEST(Font, NoTwoLettersLookTheSame) {
  std::set<std::vector<uint8_t>> drawings;
  size_t drawn = 0;
  for (const StrokeGlyph& glyph : stroke_glyphs()) {
    GlyphBitmap bitmap = draw_glyph(glyph.letter, {28, 3});
    if (bitmap.coverage.empty()) continue;
    bitmap.coverage.push_back(static_cast<uint8_t>(bitmap.width));
    drawings.insert(bitmap.coverage);
    ++drawn;
  }
  EXPECT_EQ(drawings.size(), drawn);
}

TEST(Font, AStrokeIsAsThickAsThePen) {
  const GlyphBitmap bitmap = draw_glyph(U'l', {56, 6});
  const auto row =
      bitmap.coverage.begin() + static_cast<ptrdiff_t>(bitmap.height / 2) * bitmap.width;
  EXPECT_NEAR(std::accumulate(row, row + bitmap.width, 0) / 255.0, 6, 0.1);
}

TEST(Font, NothingIsCutAtABitmapsEdge) {
  for (const StrokeGlyph& glyph : stroke_glyphs()) {
    const GlyphBitmap bitmap = draw_glyph(glyph.letter, {20, 2});
    for (int y = 0; y < bitmap.height; ++y) {
      const auto* row = &bitmap.coverage[static_cast<size_t>(y) * bitmap.width];
      EXPECT_EQ(row[0], 0) << static_cast<uint32_t>(glyph.letter);
      EXPECT_LT(row[bitmap.width - 1], 255) << static_cast<uint32_t>(glyph.letter);
    }
  }
}

TEST(Font, TextIsTakenApartAsUtf8AndBrokenBytesShow) {
  EXPECT_THAT(letters_of("a\u2014z"), ElementsAre(U'a', U'\u2014', U'z'));
  EXPECT_THAT(letters_of("\xff\x41"), ElementsAre(U'\ufffd', U'A'));
  EXPECT_THAT(letters_of("\xe2\x80"), ElementsAre(U'\ufffd'));
  EXPECT_THAT(letters_of("\xf0\x9f\x98\x80"), ElementsAre(U'\U0001f600'));
}

TEST(Font, AWordIsAsWideAsItsLetters) {
  Font font({28, 2, 4});
  EXPECT_FLOAT_EQ(font.width("ll"), (2 + 4 + 2) * 2);
  EXPECT_GT(font.width("mmm"), font.width("iii"));
}

}  // namespace
}  // namespace anc::guest
