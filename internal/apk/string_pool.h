// The strings of a binary XML file: one chunk, referred to by index.
#pragma once

#include <cstdint>
#include <string>

#include "internal/core/bytes.h"
#include "internal/core/error.h"

namespace anc::apk {

/// Borrows the chunk. A string is decoded when it is asked for: a hostile pool costs nothing.
class StringPool {
 public:
  StringPool() = default;
  /// `chunk` with its header of eight bytes.
  static Result<StringPool> read(core::Bytes chunk);
  /// As UTF-8; empty where there is none, or it is damaged, or longer than 32767 characters.
  std::string at(uint32_t index) const;

 private:
  std::string utf8_at(core::ByteReader in) const;
  std::string utf16_at(core::ByteReader in) const;
  core::Bytes offsets_, strings_;
  uint32_t count_ = 0;
  bool utf8_ = false;
};

}  // namespace anc::apk
