// A file cut at every byte gives entries or a clean error, never anything else.
#include <gtest/gtest.h>

#include "internal/config/toml_file.h"

namespace anc::config {
namespace {

TEST(Toml, CutAtEveryByte) {
  const std::string text =
      "# comment\ndata_path = \"/a\"\n[display]\nsize = '1x1'\ndensity = 240\n"
      "[image]\nfuse = true\nlist = [1, \"two\", { three = 3 }]\n";
  ASSERT_EQ(parse_toml(text, "f")->size(), 5u);
  for (size_t cut = 0; cut < text.size(); ++cut) {
    const auto entries = parse_toml(text.substr(0, cut), "f");
    if (!entries) {
      EXPECT_EQ(entries.error().kind(), Kind::kUsage);
      EXPECT_TRUE(entries.error().message().starts_with("f:")) << entries.error().message();
    }
  }
}

}  // namespace
}  // namespace anc::config
