// Long texts in parts, and parts that do not fit together.
#include "internal/remote/clipboard.h"

#include <gtest/gtest.h>

namespace anc::remote {
namespace {

TEST(ClipboardText, ALongTextArrivesWhole) {
  std::string text;
  while (text.size() + 3 <= kMostClipboard) text += "好";  // no part ends between characters
  ClipboardText joined;
  const auto parts = clipboard_set(7, text).value();
  EXPECT_EQ(parts.size(), 64u);
  for (size_t i = 0; i + 1 < parts.size(); ++i) {
    ASSERT_EQ(joined.add(parts[i]).value(), std::nullopt);
  }
  EXPECT_EQ(joined.add(parts.back()).value(), text);
}

TEST(ClipboardText, AnEmptyTextIsOnePart) {
  const auto parts = clipboard_changed(1, "").value();
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(ClipboardText().add(parts[0]).value(), "");
}

TEST(ClipboardText, WhatIsTooLongOrNoTextIsNotSent) {
  EXPECT_FALSE(clipboard_set(1, std::string(kMostClipboard + 1, 'x')));
  EXPECT_FALSE(clipboard_set(1, "\xff"));
}

TEST(ClipboardText, ANewTextReplacesAHalfOne) {
  ClipboardText joined;
  EXPECT_EQ(joined.add(ClipboardSet{.id = 1, .total = 4, .offset = 0, .part = "ab"}).value(),
            std::nullopt);
  EXPECT_EQ(joined.add(ClipboardSet{.id = 2, .total = 1, .offset = 0, .part = "x"}).value(), "x");
  EXPECT_FALSE(joined.add(ClipboardSet{.id = 1, .total = 4, .offset = 2, .part = "cd"}));
}

TEST(ClipboardText, PartsThatDoNotFollowAreRefused) {
  const ClipboardSet first = {.id = 1, .total = 6, .offset = 0, .part = "ab"};
  for (const ClipboardSet& next : {ClipboardSet{1, 6, 3, "cd"},        // a gap
                                   ClipboardSet{1, 6, 1, "cd"},        // twice
                                   ClipboardSet{2, 6, 2, "cd"},        // of another text
                                   ClipboardSet{1, 7, 2, "cd"},        // which has grown
                                   ClipboardSet{1, 6, 2, "cdefg"}}) {  // too much
    ClipboardText joined;
    ASSERT_EQ(joined.add(first).value(), std::nullopt);
    EXPECT_FALSE(joined.add(next));
    EXPECT_FALSE(joined.add(ClipboardSet{1, 6, 2, "cd"})) << "what was gathered is gone";
  }
}

TEST(ClipboardText, AnAnnouncedLengthIsNotBelieved) {
  ClipboardText joined;
  EXPECT_FALSE(joined.add(ClipboardSet{1, uint32_t{kMostClipboard} + 1, 0, "x"}));
  EXPECT_FALSE(joined.add(ClipboardSet{1, 1, 0, "\xff"})) << "a whole that is no UTF-8";
}

}  // namespace
}  // namespace anc::remote
