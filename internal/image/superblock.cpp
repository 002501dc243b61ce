// Parses and doubts the superblock of a squashfs image.
#include "internal/image/superblock.h"

#include <array>
#include <bit>
#include <string>

namespace anc::image {
namespace {

constexpr uint32_t kMagic = 0x73717368;         // "hsqs" in the file
constexpr uint32_t kSwappedMagic = 0x68737173;  // big-endian images of squashfs 3 and older
constexpr uint64_t kNoTable = ~uint64_t{0};
constexpr uint32_t kMinBlock = 4096;
constexpr uint32_t kMaxBlock = 1u << 20;

/// Formats people mistake for a squashfs image, by their first bytes.
struct Foreign {
  std::string_view start;
  std::string_view what;
};
constexpr std::array<Foreign, 7> kForeign = {{
    {"PK\x03\x04", "a zip archive: unpack it first"},
    {"\x1f\x8b", "gzip-compressed: unpack it first"},
    {"\xfd"
     "7zXZ",
     "xz-compressed: unpack it first"},
    {"\x28\xb5\x2f\xfd", "zstd-compressed: unpack it first"},
    {"\x3a\xff\x26\xed", "an Android sparse image: convert it with simg2img first"},
    {"ANDROID!", "an Android boot image"},
    {"\x7f"
     "ELF",
     "an ELF program"},
}};

std::string foreign_name(core::Bytes head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  for (const Foreign& known : kForeign) {
    if (text.substr(0, known.start.size()) == known.start) return std::string(known.what);
  }
  return "no squashfs image (its first bytes are of another format)";
}

/// A table must begin behind the superblock and before the end, or be absent where that may be.
bool table_fits(uint64_t start, uint64_t bytes_used, bool may_be_absent) {
  if (start == kNoTable) return may_be_absent;
  return start >= kSuperblockSize && start < bytes_used;
}

}  // namespace

std::string_view compression_name(uint16_t compression) {
  constexpr std::array<std::string_view, 7> kNames = {"unknown", "gzip", "lzma", "lzo",
                                                      "xz",      "lz4",  "zstd"};
  return compression < kNames.size() ? kNames[compression] : kNames[0];
}

Result<Superblock> parse_superblock(core::Bytes head, uint64_t file_size) {
  if (file_size == 0) return fail(Kind::kImage, "the file is empty");
  core::ByteReader in(head);
  const uint32_t magic = in.u32le();
  if (magic == kSwappedMagic) {
    return fail(Kind::kImage, "a big-endian squashfs of version 3 or older: pack it anew");
  }
  if (!in.ok() || magic != kMagic) return fail(Kind::kImage, foreign_name(head));
  Superblock super;
  super.inodes = in.u32le();
  super.made = in.u32le();
  super.block_size = in.u32le();
  in.skip(4);  // number of fragments
  super.compression = in.u16le();
  const uint16_t block_log = in.u16le();
  in.skip(2);  // flags
  const uint16_t ids = in.u16le();
  const uint16_t major = in.u16le();
  const uint16_t minor = in.u16le();
  in.skip(8);  // root inode
  super.bytes_used = in.u64le();
  const uint64_t id_table = in.u64le();
  const uint64_t xattr_table = in.u64le();
  const uint64_t inode_table = in.u64le();
  const uint64_t directory_table = in.u64le();
  const uint64_t fragment_table = in.u64le();
  const uint64_t lookup_table = in.u64le();
  if (!in.ok()) {
    return fail(Kind::kImage, "truncated: " + std::to_string(file_size) +
                                  " bytes cannot hold a squashfs superblock");
  }
  if (major != 4 || minor != 0) {
    return fail(Kind::kImage, "squashfs version " + std::to_string(major) + "." +
                                  std::to_string(minor) + ", only 4.0 can be read");
  }
  if (super.bytes_used > file_size) {
    return fail(Kind::kImage, "truncated: " + std::to_string(super.bytes_used) +
                                  " bytes are needed, the file has " + std::to_string(file_size));
  }
  if (compression_name(super.compression) == "unknown") {
    return fail(Kind::kImage, "compression " + std::to_string(super.compression) + " is unknown");
  }
  if (!std::has_single_bit(super.block_size) || super.block_size < kMinBlock ||
      super.block_size > kMaxBlock || block_log >= 32 || (1u << block_log) != super.block_size) {
    return fail(Kind::kImage, "damaged: block size " + std::to_string(super.block_size));
  }
  const uint64_t end = super.bytes_used;
  if (super.inodes == 0 || ids == 0 || !table_fits(id_table, end, false) ||
      !table_fits(inode_table, end, false) || !table_fits(directory_table, end, false) ||
      !table_fits(xattr_table, end, true) || !table_fits(fragment_table, end, true) ||
      !table_fits(lookup_table, end, true)) {
    return fail(Kind::kImage, "damaged: a table of the superblock lies outside the image");
  }
  return super;
}

}  // namespace anc::image
