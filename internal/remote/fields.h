// What goes over the fields of a message: one writes them, one reads them.
#pragma once

#include <concepts>
#include <string>
#include <type_traits>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/core/text.h"

namespace anc::remote {

/// Integers are big-endian; texts have a u16 length in front, lists a u8 count.
class FieldWriter {
 public:
  template <std::integral T>
  void number(const char*, T value) {
    for (size_t shift = sizeof(T) * 8; shift > 0; shift -= 8) {
      writer_.u8(static_cast<uint8_t>(std::make_unsigned_t<T>(value) >> (shift - 8)));
    }
  }
  void flag(const char* name, bool value) { number<uint8_t>(name, value ? 1 : 0); }
  template <class E>
  void choice(const char* name, E value, E) {
    number(name, static_cast<uint8_t>(value));
  }
  void text(const char* name, const std::string& value, size_t most) { bytes(name, value, most); }
  void bytes(const char* name, const std::string& value, size_t most) {
    CHECK(value.size() <= most, "who fills a message keeps to its limits");
    number(name, static_cast<uint16_t>(value.size()));
    writer_.text(value);
  }
  template <class T>
  void list(const char* name, std::vector<T>& values, size_t most) {
    CHECK(values.size() <= most, "who fills a message keeps to its limits");
    number(name, static_cast<uint8_t>(values.size()));
    for (T& value : values) value.fields(*this);
  }
  core::Bytes view() const { return writer_.view(); }

 private:
  core::ByteWriter writer_;
};

/// Reads what FieldWriter writes. The first fault stays, with the name of its field.
class FieldReader {
 public:
  explicit FieldReader(core::Bytes fields) : reader_(fields) {}

  template <std::integral T>
  void number(const char* name, T& value) {
    std::make_unsigned_t<T> bits = 0;
    for (size_t i = 0; i < sizeof(T); ++i) {
      bits = static_cast<std::make_unsigned_t<T>>(uint64_t{bits} << 8 | reader_.u8());
    }
    value = static_cast<T>(bits);
    if (!reader_.ok()) fault(name, "is missing");
  }
  void flag(const char* name, bool& value) {
    uint8_t bits = 0;
    number(name, bits);
    value = bits == 1;
    if (bits > 1) fault(name, "has no such value");
  }
  template <class E>
  void choice(const char* name, E& value, E last) {
    uint8_t bits = 0;
    number(name, bits);
    if (bits <= static_cast<uint8_t>(last)) {
      value = static_cast<E>(bits);
    } else {
      fault(name, "has no such value");
    }
  }
  void text(const char* name, std::string& value, size_t most) {
    bytes(name, value, most);
    if (!core::is_utf8(value)) fault(name, "is no UTF-8");
  }
  void bytes(const char* name, std::string& value, size_t most) {
    uint16_t length = 0;
    number(name, length);
    if (length > most) return fault(name, "is too long");
    value = reader_.take_text(length);
    if (!reader_.ok()) fault(name, "is missing");
  }
  template <class T>
  void list(const char* name, std::vector<T>& values, size_t most) {
    uint8_t count = 0;
    number(name, count);
    if (count > most) return fault(name, "is too long");
    values.resize(count);
    for (T& value : values) value.fields(*this);
  }
  Result<void> outcome() const {
    if (!fault_.empty()) return fail(Kind::kUsage, fault_);
    return {};
  }

 private:
  void fault(const char* name, const char* what) {
    if (fault_.empty()) fault_ = std::string(name) + " " + what;
  }
  core::ByteReader reader_;
  std::string fault_;
};

}  // namespace anc::remote
