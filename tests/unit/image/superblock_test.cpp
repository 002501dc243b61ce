// The superblock: its bytes, and each way in which they can be wrong.
#include "internal/image/superblock.h"

#include <functional>

#include <gtest/gtest.h>

namespace anc::image {
namespace {

struct Fields {
  uint32_t magic = 0x73717368;
  uint32_t inodes = 7;
  uint32_t made = 1700000000;
  uint32_t block_size = 131072;
  uint16_t compression = 6;
  uint16_t block_log = 17;
  uint16_t ids = 1;
  uint16_t major = 4;
  uint16_t minor = 0;
  uint64_t bytes_used = 4000;
  uint64_t id_table = 3900;
  uint64_t xattr_table = ~uint64_t{0};
  uint64_t inode_table = 3000;
  uint64_t directory_table = 3300;
  uint64_t fragment_table = 3600;
  uint64_t lookup_table = 3700;
};

std::vector<std::byte> bytes(const Fields& f) {
  core::ByteWriter out;
  out.u32le(f.magic).u32le(f.inodes).u32le(f.made).u32le(f.block_size);
  out.u32le(1);  // fragments
  out.u16le(f.compression).u16le(f.block_log);
  out.u16le(0xc0).u16le(f.ids);  // flags
  out.u16le(f.major).u16le(f.minor);
  out.u64le(0x60);  // root inode
  out.u64le(f.bytes_used).u64le(f.id_table).u64le(f.xattr_table);
  out.u64le(f.inode_table).u64le(f.directory_table);
  out.u64le(f.fragment_table).u64le(f.lookup_table);
  return out.take();
}

Result<Superblock> parse(const Fields& fields, uint64_t file_size = 4096) {
  return parse_superblock(bytes(fields), file_size);
}

TEST(Superblock, SaysWhatMksquashfsWrote) {
  ASSERT_EQ(bytes({}).size(), kSuperblockSize);
  const auto super = parse({});
  ASSERT_TRUE(super) << super.error().message();
  EXPECT_EQ(super->inodes, 7u);
  EXPECT_EQ(super->made, 1700000000u);
  EXPECT_EQ(super->block_size, 131072u);
  EXPECT_EQ(compression_name(super->compression), "zstd");
  EXPECT_EQ(super->bytes_used, 4000u);
}

TEST(Superblock, CutAnywhereIsAnImageError) {
  const auto whole = bytes({});
  for (size_t n = 0; n < whole.size(); ++n) {
    const auto super = parse_superblock(core::Bytes(whole).first(n), n);
    ASSERT_FALSE(super) << n;
    EXPECT_EQ(super.error().kind(), Kind::kImage);
    EXPECT_FALSE(super.error().message().empty());
  }
  EXPECT_EQ(parse_superblock({}, 0).error().message(), "the file is empty");
}

TEST(Superblock, AFileShorterThanItsImageIsTruncated) {
  EXPECT_TRUE(parse({}, 4000));
  const auto super = parse({}, 3999);
  ASSERT_FALSE(super);
  EXPECT_EQ(super.error().message(), "truncated: 4000 bytes are needed, the file has 3999");
}

TEST(Superblock, EachImpossibleFieldIsNamed) {
  const struct {
    std::function<void(Fields&)> damage;
    const char* expected;
  } kCases[] = {
      {[](Fields& f) { f.magic = 0x68737173; }, "big-endian"},
      {[](Fields& f) { f.magic = 0; }, "no squashfs image"},
      {[](Fields& f) { f.major = 3; }, "version 3.0"},
      {[](Fields& f) { f.minor = 1; }, "version 4.1"},
      {[](Fields& f) { f.compression = 7; }, "compression 7"},
      {[](Fields& f) { f.compression = 0; }, "compression 0"},
      {[](Fields& f) { f.block_size = 0; }, "block size 0"},
      {[](Fields& f) { f.block_size = 131073; }, "block size 131073"},
      {[](Fields& f) {
         f.block_size = 1u << 21;
         f.block_log = 21;
       },
       "block size 2097152"},
      {[](Fields& f) { f.block_log = 40; }, "block size"},
      {[](Fields& f) { f.inodes = 0; }, "damaged"},
      {[](Fields& f) { f.ids = 0; }, "damaged"},
      {[](Fields& f) { f.id_table = 4000; }, "outside"},
      {[](Fields& f) { f.inode_table = 95; }, "outside"},
      {[](Fields& f) { f.directory_table = ~uint64_t{0}; }, "outside"},
      {[](Fields& f) { f.fragment_table = 1u << 30; }, "outside"},
  };
  for (const auto& one : kCases) {
    Fields fields;
    one.damage(fields);
    const auto super = parse(fields);
    ASSERT_FALSE(super) << one.expected;
    EXPECT_EQ(super.error().kind(), Kind::kImage);
    EXPECT_NE(super.error().message().find(one.expected), std::string::npos)
        << super.error().message();
  }
}

TEST(Superblock, OftenMistakenFormatsAreCalledByTheirNames) {
  const std::pair<std::string, const char*> kCases[] = {
      {std::string("PK\x03\x04", 4), "zip"},
      {"\x1f\x8b", "gzip"},
      {std::string("\xfd"
                   "7zXZ\0",
                   6),
       "xz"},
      {"\x28\xb5\x2f\xfd", "zstd"},
      {"\x3a\xff\x26\xed", "sparse"},
      {"ANDROID!", "boot image"},
      {std::string("\x7f"
                   "ELF"),
       "ELF program"},
      {"#!/bin/sh\n", "another format"},
  };
  for (const auto& [start, expected] : kCases) {
    std::string text = start;
    text.resize(kSuperblockSize, ' ');
    const auto super = parse_superblock(std::as_bytes(std::span(text)), 1 << 20);
    ASSERT_FALSE(super);
    EXPECT_NE(super.error().message().find(expected), std::string::npos) << super.error().message();
  }
}

}  // namespace
}  // namespace anc::image
