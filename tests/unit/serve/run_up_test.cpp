// What viewers begin with: a key picture and all that came after it, or nothing.
#include "internal/serve/run_up.h"

#include <gtest/gtest.h>

namespace anc::serve {
namespace {

port::EncodedVideoPtr picture(uint64_t number, bool key, size_t size = 100) {
  port::EncodedVideo video;
  video.frame = number;
  video.key = key;
  video.bytes.resize(size);
  return std::make_shared<const port::EncodedVideo>(std::move(video));
}

std::vector<uint64_t> numbers(RunUp& run_up) {
  std::vector<uint64_t> all;
  for (const auto& one : run_up.take()) all.push_back(one->frame);
  return all;
}
using Numbers = std::vector<uint64_t>;

TEST(RunUp, BeginsWithTheNewestKeyPicture) {
  RunUp run_up;
  run_up.add(picture(1, false));  // refers to what nobody has
  EXPECT_EQ(numbers(run_up), Numbers{});
  run_up.add(picture(2, true));
  run_up.add(picture(3, false));
  run_up.add(picture(4, true));
  run_up.add(picture(5, false));
  run_up.add(picture(6, false));
  EXPECT_EQ(numbers(run_up), (Numbers{4, 5, 6}));
  run_up.add(picture(7, false));
  EXPECT_EQ(numbers(run_up), Numbers{}) << "what was taken is gone";
}

TEST(RunUp, TooMuchIsWorthLessThanAFreshKeyPicture) {
  RunUp run_up;
  run_up.add(picture(1, true, RunUp::kMostBytes));
  run_up.add(picture(2, false, 1));
  run_up.add(picture(3, false, 1));
  EXPECT_TRUE(run_up.overflowed());
  EXPECT_EQ(numbers(run_up), Numbers{});
  for (uint64_t i = 0; i < RunUp::kMostPictures + 5; ++i) run_up.add(picture(i, i == 0, 1));
  EXPECT_EQ(numbers(run_up), Numbers{});
  run_up.add(picture(100, true, 1));
  run_up.add(picture(101, false, 1));
  EXPECT_FALSE(run_up.overflowed());
  EXPECT_EQ(numbers(run_up), (Numbers{100, 101}));
}

}  // namespace
}  // namespace anc::serve
