// Decoding the strings of binary XML.
#include "internal/apk/string_pool.h"

namespace anc::apk {
namespace {
constexpr uint32_t kUtf8 = 0x100;

void append_utf8(std::string& out, uint32_t code) {
  const auto put = [&out](uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xc0 | code >> 6);
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
  }
  put(0x80 | (code & 0x3f));
}

/// A length of one byte, or two with the highest bit set.
size_t length8(core::ByteReader& in) {
  const size_t first = in.u8();
  return (first & 0x80) == 0 ? first : (first & 0x7f) << 8 | in.u8();
}
}  // namespace

Result<StringPool> StringPool::read(core::Bytes chunk) {
  core::ByteReader in(chunk);
  in.skip(2);
  const uint16_t header = in.u16le();
  in.skip(4);
  StringPool pool;
  pool.count_ = in.u32le();
  in.skip(4);  // styles
  pool.utf8_ = (in.u32le() & kUtf8) != 0;
  const uint32_t start = in.u32le();
  if (!in.ok() || header > chunk.size() || start > chunk.size() ||
      pool.count_ > (chunk.size() - header) / 4) {
    return fail(Kind::kImage, "its strings are damaged");
  }
  pool.offsets_ = chunk.subspan(header, size_t{pool.count_} * 4);
  pool.strings_ = chunk.subspan(start);
  return pool;
}

std::string StringPool::at(uint32_t index) const {
  if (index >= count_) return {};
  const uint32_t offset = core::ByteReader(offsets_.subspan(size_t{index} * 4, 4)).u32le();
  if (offset > strings_.size()) return {};
  const core::ByteReader in(strings_.subspan(offset));
  return utf8_ ? utf8_at(in) : utf16_at(in);
}

std::string StringPool::utf8_at(core::ByteReader in) const {
  (void)length8(in);  // characters
  const size_t bytes = length8(in);
  return std::string(in.take_text(bytes));
}

std::string StringPool::utf16_at(core::ByteReader in) const {
  const uint16_t length = in.u16le();
  if ((length & 0x8000) != 0) return {};
  core::ByteReader units(in.take(size_t{length} * 2));
  std::string text;
  while (units.remaining() > 0) {
    uint32_t code = units.u16le();
    if (code >= 0xd800 && code < 0xdc00 && units.remaining() > 0) {
      const uint32_t low = units.u16le();
      code = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00)
                                           : 0xfffd;
    } else if (code >= 0xd800 && code < 0xe000) {
      code = 0xfffd;
    }
    append_utf8(text, code);
  }
  return text;
}

}  // namespace anc::apk
