// Fuzz target: the first bytes of an image, and the id ranges handed to the FUSE server.
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "internal/image/id_map.h"
#include "internal/image/superblock.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const anc::core::Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  const auto super = anc::image::parse_superblock(bytes, size);
  if (super && (super->bytes_used > size || !std::has_single_bit(super->block_size))) {
    __builtin_trap();  // what was accepted fits the file
  }
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto ranges = anc::image::parse_ranges(text);
  if (ranges && !anc::image::parse_ranges(anc::image::format_ranges(*ranges))) __builtin_trap();
  return 0;
}
