// Anbox's id map, value by value, and the text in which it travels.
#include "internal/image/id_map.h"

#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace anc::image {
namespace {

TEST(IdMap, IsAnboxs) {
  const auto map = android_id_map(kShiftBase, 1000, 1001);
  ASSERT_TRUE(map);
  EXPECT_EQ(format_ranges(map->uids), "0:100000:999,1000:1000:1,1001:101001:99000");
  EXPECT_EQ(format_ranges(map->gids), "0:100000:999,1000:1001:1,1001:101001:99000");
  EXPECT_EQ(to_host(map->uids, 0), 100000u);
  EXPECT_EQ(to_host(map->uids, 998), 100998u);
  EXPECT_EQ(to_host(map->uids, 999), 65534u) << "the hole";
  EXPECT_EQ(to_host(map->uids, 1000), 1000u);
  EXPECT_EQ(to_host(map->gids, 1000), 1001u);
  EXPECT_EQ(to_host(map->uids, 1001), 101001u);
  EXPECT_EQ(to_host(map->uids, 100000), 200000u);
  EXPECT_EQ(to_host(map->uids, 100001), 65534u);
}

TEST(IdMap, RefusesASessionInsideTheGuestsRange) {
  EXPECT_TRUE(android_id_map(kShiftBase, 99999, 200001));
  for (const uint32_t id : {100000u, 150000u, 200000u}) {
    EXPECT_EQ(android_id_map(kShiftBase, id, 1000).error().kind(), Kind::kUsage);
    EXPECT_EQ(android_id_map(kShiftBase, 1000, id).error().kind(), Kind::kUsage);
  }
}

TEST(IdMap, TravelsAsText) {
  const auto map = android_id_map(kShiftBase, 33, 44);
  const std::string text = format_ranges(map->uids);
  const auto back = parse_ranges(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(format_ranges(*back), text);
  for (const char* wrong : {"", "1", "1:2", "1:2:3:4", "1:2:0", "a:2:3", "1:2:3,", "-1:2:3"}) {
    EXPECT_FALSE(parse_ranges(wrong)) << wrong;
  }
}

TEST(IdMap, BecomesAUserNamespace) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root to map other ids";
  const auto ns = user_namespace(*android_id_map(kShiftBase, 1000, 1000));
  ASSERT_TRUE(ns) << ns.error().message();
  struct stat ours {};
  struct stat theirs {};
  ASSERT_EQ(::stat("/proc/self/ns/user", &ours), 0);
  ASSERT_EQ(::fstat(ns->get(), &theirs), 0);
  EXPECT_NE(ours.st_ino, theirs.st_ino);
}

}  // namespace
}  // namespace anc::image
