// Numbers, durations, sizes, suggestions and quoting.
#include "internal/core/text.h"

#include <gtest/gtest.h>

namespace anc::core {
namespace {

TEST(Text, IntegersAreWholeAndInRange) {
  EXPECT_EQ(parse_int("42", 0, 100).value(), 42);
  EXPECT_EQ(parse_int("-1", -5, 5).value(), -1);
  for (const char* bad : {"", "4x", " 4", "4 ", "101", "1e2", "99999999999999999999"}) {
    EXPECT_FALSE(parse_int(bad, 0, 100)) << bad;
  }
}

TEST(Text, DurationsAndSizesCarryUnits) {
  EXPECT_EQ(parse_duration("250ms")->count(), 250);
  EXPECT_EQ(parse_duration("20s")->count(), 20000);
  EXPECT_EQ(parse_duration("5")->count(), 5000);
  EXPECT_EQ(parse_duration("2h")->count(), 7200000);
  EXPECT_EQ(parse_size("4MiB").value(), 4u << 20);
  for (const char* bad : {"", "s", "-1s", "1.5s", "5 s", "5d", "9223372036854775807h"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
  for (const int64_t ms : {0, 1, 999, 1000, 61000, 60000, 3600000}) {
    const auto text = format_duration(std::chrono::milliseconds(ms));
    EXPECT_EQ(parse_duration(text)->count(), ms) << text;
  }
  for (const uint64_t bytes : {0ull, 1ull, 1024ull, 1025ull, 1ull << 30}) {
    EXPECT_EQ(parse_size(format_size(bytes)).value(), bytes);
  }
}

TEST(Text, Extents) {
  EXPECT_EQ(parse_extent("720x1280").value(), (std::pair{720, 1280}));
  EXPECT_EQ(parse_extent("720,1280").value(), (std::pair{720, 1280}));
  for (const char* bad : {"", "720", "720x", "0x5", "720x99999", "x", "720x1280x3"}) {
    EXPECT_FALSE(parse_extent(bad)) << bad;
  }
}

TEST(Text, SuggestsTheNearWordOnly) {
  const std::vector<std::string> known = {"display.size", "image.path", "image.fuse"};
  EXPECT_EQ(nearest("dispaly.size", known), "display.size");
  EXPECT_EQ(nearest("image.fues", known), "image.fuse");
  EXPECT_EQ(nearest("something else", known), "");
}

TEST(Text, ShellQuotingSurvivesAShell) {
  EXPECT_EQ(shell_quote("plain-word_1.2/3"), "plain-word_1.2/3");
  EXPECT_EQ(shell_quote(""), "''");
  EXPECT_EQ(shell_quote("it's $HOME"), "'it'\\''s $HOME'");
}

TEST(Text, Utf8IsToldFromWhatOnlyLooksLikeIt) {
  for (const char* good : {"", "a", "é", "汉", "😀", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"}) {
    EXPECT_TRUE(core::is_utf8(good)) << good;
  }
  for (const char* bad :
       {"\x80", "\xff", "\xc3", "\xc3(", "\xc0\x80", "\xe0\x80\x80", "\xe6\xb1", "\xed\xa0\x80",
        "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80"}) {
    EXPECT_FALSE(core::is_utf8(bad)) << bad;
    EXPECT_FALSE(core::is_utf8("a" + std::string(bad) + "a")) << bad;
  }
}

}  // namespace
}  // namespace anc::core
