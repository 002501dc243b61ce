// Boxes within boxes: the one shape that all of MP4 has.
#pragma once

#include <string_view>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::stream {

/// A box is begun, written into and ended by its scope: the size before it is known only then.
class BoxWriter {
 public:
  /// `write` adds what is inside: bytes by out(), boxes by box().
  template <class Write>
  void box(std::string_view type, Write&& write) {
    CHECK(type.size() == 4, "the type of a box has four letters");
    const size_t begin = bytes_.size();
    u32(0);
    text(type);
    write();
    set_u32(begin, static_cast<uint32_t>(bytes_.size() - begin));
  }
  /// One with a version and 24 bits of flags.
  template <class Write>
  void full_box(std::string_view type, uint8_t version, uint32_t flags, Write&& write) {
    box(type, [&] {
      u32(uint32_t{version} << 24 | flags);
      write();
    });
  }

  BoxWriter& u8(uint8_t value) {
    bytes_.push_back(std::byte{value});
    return *this;
  }
  BoxWriter& u16(uint16_t value) {
    return u8(static_cast<uint8_t>(value >> 8)).u8(static_cast<uint8_t>(value));
  }
  BoxWriter& u32(uint32_t value) {
    return u16(static_cast<uint16_t>(value >> 16)).u16(static_cast<uint16_t>(value));
  }
  BoxWriter& u64(uint64_t value) {
    return u32(static_cast<uint32_t>(value >> 32)).u32(static_cast<uint32_t>(value));
  }
  BoxWriter& zeros(size_t count) {
    bytes_.insert(bytes_.end(), count, std::byte{0});
    return *this;
  }
  BoxWriter& raw(core::Bytes data) {
    bytes_.insert(bytes_.end(), data.begin(), data.end());
    return *this;
  }
  BoxWriter& text(std::string_view text) { return raw(std::as_bytes(std::span(text))); }

  size_t size() const { return bytes_.size(); }
  /// Overwrites what was written there before.
  void set_u32(size_t at, uint32_t value) {
    for (size_t i = 0; i < 4; ++i) bytes_[at + i] = static_cast<std::byte>(value >> (24 - 8 * i));
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace anc::stream
