// Which range of host ids an instance gets.
#include "internal/image/id_range.h"

#include <gtest/gtest.h>

namespace anc::image {
namespace {

TEST(IdRange, DefaultIsWhereAnboxsImagesWereShiftedTo) {
  EXPECT_EQ(*choose_id_base({.is_default = true, .seed = 7}), kShiftBase);
}

TEST(IdRange, ARecordedOneAndOneThatOwnsDataStay) {
  EXPECT_EQ(*choose_id_base({.recorded = kFirstBase + kBaseStep, .data_owner = kShiftBase}),
            kFirstBase + kBaseStep);
  EXPECT_EQ(*choose_id_base({.data_owner = kShiftBase, .seed = 5}), kShiftBase)
      << "made before instances had ranges of their own";
}

TEST(IdRange, NoTwoInstancesShareOne) {
  std::vector<uint32_t> taken;
  for (int i = 0; i < 1342; ++i) {
    const auto base = choose_id_base({.taken = taken, .seed = 4711});
    if (!base) {
      EXPECT_EQ(base.error().kind(), Kind::kCapacity);
      break;
    }
    for (const uint32_t other : taken) {
      ASSERT_TRUE(*base > other + kLastId || other > *base + kLastId) << *base << " " << other;
    }
    EXPECT_GE(*base, kFirstBase);
    EXPECT_LE(*base + kLastId, 2147352575u) << "the end of what nobody else uses";
    EXPECT_EQ(*base % 100000, 0u);
    taken.push_back(*base);
  }
  EXPECT_EQ(taken.size(), 1341u);
  EXPECT_FALSE(choose_id_base({.taken = taken}));
}

TEST(IdRange, KeepsOffWhatIsDelegatedToUsers) {
  const auto delegated = delegated_ranges(
      "alice:100000:65536\nroot:1:4294967295\nbroken\n0:5:6\nbob:1879100000:1\nx:y:z\n");
  ASSERT_EQ(delegated.size(), 2u);
  EXPECT_EQ(delegated[1].outside, 1879100000u);
  EXPECT_EQ(*choose_id_base({.delegated = delegated, .seed = 0}), kFirstBase + kBaseStep);
}

TEST(IdRange, AShiftedImageIsMappedFromWhereItWasShiftedTo) {
  const IdMap map = over_shifted(*android_id_map(kFirstBase, 1234, 1235));
  EXPECT_EQ(to_host(map.uids, 100000), kFirstBase);
  EXPECT_EQ(to_host(map.uids, 101000), 1234u) << "Android's system is the session's user";
  EXPECT_EQ(to_host(map.gids, 110000), kFirstBase + 10000);
  EXPECT_EQ(to_host(map.uids, 0), 65534u) << "the host's root is nobody";
}

}  // namespace
}  // namespace anc::image
