// The first 96 bytes of a squashfs 4.0 image, read without trusting any of them.
#pragma once

#include <cstdint>
#include <string_view>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::image {

/// Bytes that parse_superblock needs.
inline constexpr size_t kSuperblockSize = 96;

/// What the superblock says and has been checked to be possible. Layout: the kernel's
/// fs/squashfs/squashfs_fs.h, `struct squashfs_super_block`, all little endian.
struct Superblock {
  uint32_t inodes = 0;
  uint32_t made = 0;        ///< seconds since 1970, mksquashfs' clock
  uint32_t block_size = 0;  ///< bytes, a power of two, 4 KiB to 1 MiB
  uint16_t compression = 0;
  uint64_t bytes_used = 0;  ///< image size without padding
};

/// "gzip", "lzma", "lzo", "xz", "lz4", "zstd", or "unknown".
std::string_view compression_name(uint16_t compression);

/// Checks magic, version, block size, compression, tables inside the image, and that `file_size`
/// bytes can hold the whole image. All failures are kImage and say what was found instead.
Result<Superblock> parse_superblock(core::Bytes head, uint64_t file_size);

}  // namespace anc::image
