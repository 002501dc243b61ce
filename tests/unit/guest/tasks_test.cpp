// Tasks of the demo guest: opened, ordered, closed; and the scene that stays.
#include "cmd/ancloud-guest/tasks.h"

#include <png.h>

#include <gtest/gtest.h>

#include "cmd/ancloud-guest/icon.h"

namespace anc::guest {
namespace {

std::vector<int32_t> ids(const Tasks& tasks) {
  std::vector<int32_t> found;
  for (const Task& task : tasks.in_order()) found.push_back(task.id);
  return found;
}

TEST(Tasks, AreOpenedOnceAndComeToTheFront) {
  Changes changes;
  Tasks tasks(720, 1280, changes);
  EXPECT_EQ(tasks.launch("org.ancloud.notes"), 2);
  EXPECT_EQ(tasks.launch("org.ancloud.clipboard"), 3);
  EXPECT_EQ(tasks.launch("org.ancloud.notes"), 2) << "it runs already";
  EXPECT_EQ(ids(tasks), (std::vector<int32_t>{1, 2, 3}));
  EXPECT_TRUE(tasks.focus(2));
  EXPECT_EQ(ids(tasks), (std::vector<int32_t>{1, 3, 2}));
  EXPECT_TRUE(tasks.remove(3));
  EXPECT_EQ(ids(tasks), (std::vector<int32_t>{1, 2}));
  EXPECT_EQ(tasks.launch("org.ancloud.clipboard"), 4) << "numbers are not used again";
}

TEST(Tasks, WhatCannotBeIsRefused) {
  Changes changes;
  Tasks tasks(720, 1280, changes);
  EXPECT_EQ(tasks.launch("org.unknown"), std::nullopt);
  EXPECT_EQ(tasks.launch("org.ancloud.demo"), 1);
  EXPECT_FALSE(tasks.remove(1));
  EXPECT_FALSE(tasks.resize(1, {0, 0, 9, 9}));
  EXPECT_FALSE(tasks.remove(2));
  EXPECT_FALSE(tasks.focus(2));
  ASSERT_EQ(tasks.launch("org.ancloud.notes"), 2);
  EXPECT_FALSE(tasks.resize(2, {9, 0, 9, 9}));
  EXPECT_TRUE(tasks.resize(2, {1, 2, 9, 9}));
  EXPECT_EQ(tasks.in_order()[1].frame, (Frame{1, 2, 9, 9}));
}

TEST(Icon, IsAPngWithItsColourInTheMiddle) {
  const std::string png = icon_png({1, 2, 3});
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_TRUE(png_image_begin_read_from_memory(&image, png.data(), png.size()));
  image.format = PNG_FORMAT_RGBA;
  std::vector<uint8_t> pixels(PNG_IMAGE_SIZE(image));
  ASSERT_TRUE(png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr));
  ASSERT_EQ(image.width, 48u);
  const size_t middle = (24 * 48 + 24) * 4;
  EXPECT_EQ(std::vector<uint8_t>(pixels.begin() + middle, pixels.begin() + middle + 4),
            (std::vector<uint8_t>{1, 2, 3, 255}));
  EXPECT_EQ(pixels[3], 0) << "nothing in the corner";
}

}  // namespace
}  // namespace anc::guest
