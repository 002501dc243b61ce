// image_info on good, strange and damaged images.
#include "internal/image/info.h"

#include <random>
#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "internal/image/probe.h"
#include "tests/unit/image/images.h"

namespace anc::image {
namespace {

using test::elf_head;
using test::pack;
using test::put;

class ImageInfoTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!core::find_program("mksquashfs")) GTEST_SKIP() << "mksquashfs is not installed";
    ASSERT_TRUE(core::make_dirs(tree()));
  }
  std::string tree() const { return dir_.path() + "/tree"; }
  std::string image() const { return dir_.path() + "/image.img"; }
  Error refused(const std::string& path) {
    auto info = image_info(path);
    EXPECT_FALSE(info) << path;
    return info ? Error(Kind::kFailure, "accepted") : info.error();
  }

  core::TempDir dir_ = test::temp_dir();
};

TEST_F(ImageInfoTest, KnowsEveryCompression) {
  put(tree() + "/init", elf_head(62), 0755);
  for (const char* compression : {"gzip", "xz", "lz4", "zstd"}) {
    ASSERT_TRUE(pack(tree(), image(), compression));
    const auto info = image_info(image());
    ASSERT_TRUE(info) << info.error().message();
    EXPECT_EQ(info->compression, compression);
    EXPECT_EQ(info->block_size, 131072u);
    EXPECT_EQ(info->inodes, 2u);
    EXPECT_EQ(info->abi, "x86_64");
    EXPECT_EQ(info->family, Family::kLinux);
    EXPECT_EQ(info->init(), "/init");
    EXPECT_FALSE(info->shifted());
    EXPECT_FALSE(info->needs_binder());
  }
}

#ifndef ANC_LZO
TEST_F(ImageInfoTest, LzoIsRefusedByName) {
  put(tree() + "/init", elf_head(62), 0755);
  ASSERT_TRUE(pack(tree(), image(), "lzo"));
  const Error error = refused(image());
  EXPECT_EQ(error.kind(), Kind::kImage);
  EXPECT_NE(error.message().find("lzo"), std::string::npos) << error.message();
  EXPECT_NE(error.hint().find("zstd"), std::string::npos);
}
#endif

TEST_F(ImageInfoTest, AnboxIsKnownByItsInitAndItsShiftedOwners) {
  put(tree() + "/anbox-init.sh", "#!/system/bin/sh\n", 0755);
  put(tree() + "/init", elf_head(183), 0755);
  ASSERT_TRUE(pack(tree(), image(), "xz", 100000));
  const auto info = image_info(image());
  ASSERT_TRUE(info) << info.error().message();
  EXPECT_EQ(info->family, Family::kAnbox);
  EXPECT_EQ(info->init(), "/anbox-init.sh");
  EXPECT_EQ(info->abi, "arm64-v8a");
  EXPECT_TRUE(info->shifted());
  EXPECT_TRUE(info->needs_binder());
  EXPECT_TRUE(info->needs_permissive_selinux());
}

TEST_F(ImageInfoTest, FollowsLinksInsideTheImageOnly) {
  ASSERT_TRUE(core::make_dirs(tree() + "/system/bin"));
  put(tree() + "/system/bin/init", elf_head(3), 0755);
  put(tree() + "/system/bin/servicemanager", elf_head(3), 0755);
  ASSERT_EQ(::symlink("/../system/./bin/init", (tree() + "/init").c_str()), 0);
  ASSERT_TRUE(pack(tree(), image(), "gzip"));
  const auto info = image_info(image());
  ASSERT_TRUE(info) << info.error().message();
  EXPECT_EQ(info->family, Family::kAndroid);
  EXPECT_EQ(info->abi, "x86");
}

TEST_F(ImageInfoTest, ALinkThatGoesRoundIsNoInit) {
  ASSERT_EQ(::symlink("init", (tree() + "/init").c_str()), 0);
  ASSERT_TRUE(pack(tree(), image(), "gzip"));
  const Error error = refused(image());
  EXPECT_EQ(error.kind(), Kind::kImage);
  EXPECT_NE(error.message().find("neither /init nor /anbox-init.sh"), std::string::npos);
}

TEST_F(ImageInfoTest, WhatIsNoImageIsRefusedWithItsReason) {
  put(dir_.path() + "/empty", "");
  put(dir_.path() + "/text", std::string(8192, 'x'));
  ASSERT_EQ(::mkfifo((dir_.path() + "/fifo").c_str(), 0600), 0);
  const std::pair<std::string, const char*> kCases[] = {
      {"missing", "no such file or directory"}, {"tree", "directory"},
      {"empty", "the file is empty"},           {"text", "no squashfs image"},
      {"fifo", "not a regular file"},
  };
  for (const auto& [name, expected] : kCases) {
    const Error error = refused(dir_.path() + "/" + name);
    EXPECT_EQ(error.exit_code(), 6) << name;
    EXPECT_NE(error.message().find(expected), std::string::npos) << error.message();
    EXPECT_NE(error.message().find(name), std::string::npos) << error.message();
  }
}

TEST_F(ImageInfoTest, CutAtEvery4KiBIsTruncated) {
  put(tree() + "/init", elf_head(62), 0755);
  std::string noise(200000, '\0');
  std::mt19937 random(1);
  for (char& c : noise) c = static_cast<char>(random());
  put(tree() + "/noise", noise);
  ASSERT_TRUE(pack(tree(), image(), "gzip"));
  struct stat status {};
  ASSERT_EQ(::stat(image().c_str(), &status), 0);
  ASSERT_GT(status.st_size, 200000);
  int cuts = 0;
  for (off_t size = (status.st_size - 1) / 4096 * 4096; size >= 0; size -= 4096, ++cuts) {
    // mksquashfs pads to 4 KiB: the first cut may only take padding, which is no damage.
    ASSERT_EQ(::truncate(image().c_str(), size), 0);
    const auto info = image_info(image());
    if (info) {
      EXPECT_EQ(cuts, 0) << size;
      continue;
    }
    EXPECT_EQ(info.error().kind(), Kind::kImage);
    EXPECT_NE(info.error().message().find(size == 0 ? "empty" : "truncated"), std::string::npos)
        << size << info.error().message();
  }
  EXPECT_GT(cuts, 40);
}

// The library's own bounds are not to be trusted: whatever the bytes, an answer comes back.
TEST_F(ImageInfoTest, RandomDamageNeverReachesUs) {
  put(tree() + "/init", elf_head(62), 0755);
  ASSERT_TRUE(pack(tree(), image(), "gzip"));
  const std::string good = *core::read_file(image());
  std::mt19937 random(7);
  int refusals = 0;
  for (int round = 0; round < 150; ++round) {
    std::string bad = good;
    for (int i = 0; i < 4; ++i) {
      // Past the superblock, and within the few hundred bytes that are not padding.
      bad[96 + random() % 600] = static_cast<char>(random());
    }
    put(image(), bad);
    const auto info = image_info(image());
    if (info) continue;
    ++refusals;
    EXPECT_EQ(info.error().kind(), Kind::kImage) << info.error().message();
  }
  EXPECT_GT(refusals, 50);
}

TEST_F(ImageInfoTest, TheListNamesWhatIsWrong) {
  const std::string images = dir_.path() + "/images";
  EXPECT_TRUE(list_images(dir_.path())->empty()) << "no directory is no image";
  ASSERT_TRUE(core::make_dirs(images + "/folder"));
  put(tree() + "/init", elf_head(62), 0755);
  ASSERT_TRUE(pack(tree(), images + "/b.img", "lz4"));
  put(images + "/a.img", "no image");
  const auto list = list_images(dir_.path());
  ASSERT_TRUE(list);
  ASSERT_EQ(list->size(), 2u);
  EXPECT_NE((*list)[0].problem, "");
  EXPECT_EQ((*list)[0].info.size, 8u);
  EXPECT_EQ((*list)[1].problem, "");
  EXPECT_EQ((*list)[1].info.compression, "lz4");
}

TEST(ElfAbi, IsReadFromTheHeader) {
  EXPECT_EQ(elf_abi(elf_head(62)), "x86_64");
  EXPECT_EQ(elf_abi(elf_head(40)), "armeabi-v7a");
  EXPECT_EQ(elf_abi(elf_head(1)), "");
  EXPECT_EQ(elf_abi(elf_head(62).substr(0, 19)), "");
  EXPECT_EQ(elf_abi("#!/bin/sh"), "");
}

}  // namespace
}  // namespace anc::image
