// Icons: see icon.h. Source of the format: PNG specification (RFC 2083), zlib and deflate (RFC 1950
// and 1951).
#include "cmd/ancloud-guest/icon.h"

#include <string_view>

#include "cmd/ancloud-guest/checksum.h"

namespace anc::guest {
namespace {

constexpr int kSize = 48;

void put_u32be(std::string& out, uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(value >> shift & 0xff);
}

uint32_t adler32(std::string_view bytes) {
  uint32_t a = 1, b = 0;
  for (const char byte : bytes) {
    a = (a + static_cast<uint8_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

void put_chunk(std::string& out, const std::string& type, const std::string& data) {
  put_u32be(out, static_cast<uint32_t>(data.size()));
  out += type + data;
  put_u32be(out, crc32(type + data));
}

// One final stored block holds at most 65535 bytes, which this picture stays below.
std::string zlib_stored(const std::string& data) {
  std::string out("\x78\x01\x01", 3);
  const auto size = static_cast<uint16_t>(data.size());
  for (const unsigned half : {unsigned{size}, ~unsigned{size}}) {
    out += static_cast<char>(half & 0xff);
    out += static_cast<char>(half >> 8 & 0xff);
  }
  out += data;
  put_u32be(out, adler32(data));
  return out;
}

}  // namespace

std::string icon_png(std::array<uint8_t, 3> colour) {
  std::string rows;
  for (int y = 0; y < kSize; ++y) {
    rows += '\0';  // no filter
    for (int x = 0; x < kSize; ++x) {
      const int dx = 2 * x + 1 - kSize, dy = 2 * y + 1 - kSize;
      const bool inside = dx * dx + dy * dy < kSize * kSize;
      for (const uint8_t part : colour) rows += static_cast<char>(inside ? part : 0);
      rows += static_cast<char>(inside ? 0xff : 0);
    }
  }
  std::string header;
  put_u32be(header, kSize);
  put_u32be(header, kSize);
  header += std::string("\x08\x06\x00\x00\x00", 5);  // 8 bit RGBA, not interlaced
  std::string png = "\x89PNG\r\n\x1a\n";
  put_chunk(png, "IHDR", header);
  put_chunk(png, "IDAT", zlib_stored(rows));
  put_chunk(png, "IEND", "");
  return png;
}

}  // namespace anc::guest
