// The CRC of PNG and zip.
#pragma once

#include <cstdint>
#include <string_view>

namespace anc::guest {

/// CRC-32 of ISO 3309, as zlib and Python's zlib.crc32 count it.
inline uint32_t crc32(std::string_view bytes) {
  uint32_t crc = ~0u;
  for (const char byte : bytes) {
    crc ^= static_cast<uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
  }
  return ~crc;
}

}  // namespace anc::guest
