// The one bounds-checked reader for bytes from guests, networks and files, and its writer.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anc::core {

using Bytes = std::span<const std::byte>;

/// Reads little-endian values from a span. A read past the end makes the reader bad for good and
/// yields zeros or an empty span; ask `ok()` once when the packet has been read. Owns nothing.
class ByteReader {
 public:
  explicit ByteReader(Bytes data) : data_(data) {}

  template <class T>
  requires std::is_trivially_copyable_v<T> T get() {
    T value{};
    if (remaining() < sizeof(T)) [[unlikely]] {
      bad_ = true;
      at_ = data_.size();
      return value;
    }
    std::memcpy(&value, data_.data() + at_, sizeof(T));
    at_ += sizeof(T);
    return value;
  }
  uint8_t u8() { return get<uint8_t>(); }
  uint16_t u16le() { return get<uint16_t>(); }
  uint32_t u32le() { return get<uint32_t>(); }
  uint64_t u64le() { return get<uint64_t>(); }
  int32_t i32le() { return get<int32_t>(); }
  float f32le() { return get<float>(); }
  uint16_t u16be() { return __builtin_bswap16(get<uint16_t>()); }
  uint32_t u32be() { return __builtin_bswap32(get<uint32_t>()); }

  /// The next `n` bytes, borrowed from the underlying span.
  Bytes take(size_t n) {
    if (n > remaining()) [[unlikely]] {
      bad_ = true;
      at_ = data_.size();
      return {};
    }
    const Bytes piece = data_.subspan(at_, n);
    at_ += n;
    return piece;
  }
  std::string_view take_text(size_t n) {
    const Bytes piece = take(n);
    return {reinterpret_cast<const char*>(piece.data()), piece.size()};
  }
  void skip(size_t n) { (void)take(n); }

  bool ok() const { return !bad_; }
  size_t offset() const { return at_; }
  size_t remaining() const { return data_.size() - at_; }

 private:
  Bytes data_;
  size_t at_ = 0;
  bool bad_ = false;
};

/// Appends values to a growing buffer; the mirror of ByteReader.
class ByteWriter {
 public:
  template <class T>
  requires std::is_trivially_copyable_v<T> ByteWriter& put(T value) {
    const size_t at = data_.size();
    data_.resize(at + sizeof(T));
    std::memcpy(data_.data() + at, &value, sizeof(T));
    return *this;
  }
  ByteWriter& u8(uint8_t value) { return put(value); }
  ByteWriter& u16le(uint16_t value) { return put(value); }
  ByteWriter& u32le(uint32_t value) { return put(value); }
  ByteWriter& u64le(uint64_t value) { return put(value); }
  ByteWriter& f32le(float value) { return put(value); }
  ByteWriter& u16be(uint16_t value) { return put(__builtin_bswap16(value)); }
  ByteWriter& u32be(uint32_t value) { return put(__builtin_bswap32(value)); }
  ByteWriter& bytes(Bytes data) {
    data_.insert(data_.end(), data.begin(), data.end());
    return *this;
  }
  ByteWriter& text(std::string_view text) { return bytes(std::as_bytes(std::span(text))); }

  Bytes view() const { return data_; }
  size_t size() const { return data_.size(); }
  std::vector<std::byte> take() { return std::move(data_); }

 private:
  std::vector<std::byte> data_;
};

}  // namespace anc::core
