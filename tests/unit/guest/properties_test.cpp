// Boot properties: the host's frames in any pieces, and the rules of Android's property values.
#include "cmd/ancloud-guest/properties.h"

#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cmd/ancloud-guest/options.h"

namespace anc::guest {
namespace {

using testing::ElementsAre;
using testing::Pair;

constexpr int kSoonMs = 50;

Result<Properties> read_from(std::string_view answer, bool close_after) {
  core::FdPair ends = *core::make_socket_pair();
  EXPECT_TRUE(core::write_all(ends.second, std::string(answer)));
  if (close_after) ends.second.reset();
  return read_boot_properties(ends.first, kSoonMs);
}

TEST(BootProperties, FramesUpToABareNul) {
  using namespace std::string_view_literals;
  const auto one = read_from("0015ro.sf.lcd_density=160\0"sv, false);
  ASSERT_TRUE(one) << one.error().message();
  EXPECT_THAT(*one, ElementsAre(Pair("ro.sf.lcd_density", "160")));
  const auto two = read_from(
      "0003a=1"
      "0005b=c=d\0"sv,
      false);
  ASSERT_TRUE(two);
  EXPECT_THAT(*two, ElementsAre(Pair("a", "1"), Pair("b", "c=d")));
}

TEST(BootProperties, EveryCutIsAnErrorAndNeverAHang) {
  const std::string whole = "0015ro.sf.lcd_density=160";
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    EXPECT_FALSE(read_from(whole.substr(0, cut), true)) << cut;
  }
  const auto silent = read_from("0015ro", false);
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().kind(), Kind::kTimeout);
  EXPECT_FALSE(read_from("zzzza=b", true));
}

TEST(Properties, TheFirstWriteOfAReadOnlyNameWinsElseTheLast) {
  const Properties all = parse_properties("# note\nro.a=1\nb=1\n\nnonsense\nro.a=2\nb=2\n=3\n");
  ASSERT_NE(value_of(all, "ro.a"), nullptr);
  EXPECT_EQ(*value_of(all, "ro.a"), "1");
  EXPECT_EQ(*value_of(all, "b"), "2");
  EXPECT_EQ(value_of(all, "c"), nullptr);
  EXPECT_EQ(parse_properties(format_properties(all)), all);
}

TEST(Options, ValuesBehindABlankOrAnEqualsSign) {
  std::string pipe, fps;
  const Option options[] = {{"--pipe", &pipe}, {"--fps", &fps}};
  const std::vector<std::string> words = {"--pipe", "/x", "rest", "--fps=20"};
  const auto rest = parse_options(words, options);
  ASSERT_TRUE(rest);
  EXPECT_THAT(*rest, ElementsAre("rest"));
  EXPECT_EQ(pipe, "/x");
  EXPECT_EQ(fps, "20");
  for (const char* wrong : {"--nothing", "--pipe"}) {
    const std::vector<std::string> bad = {wrong};
    const auto refused = parse_options(bad, options);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), Kind::kUsage);
  }
}

}  // namespace
}  // namespace anc::guest
