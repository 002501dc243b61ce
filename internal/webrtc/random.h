// What nobody may guess.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

#include <openssl/rand.h>

#include "internal/core/error.h"

namespace anc::webrtc {

/// A value of random bytes.
template <class T>
requires std::is_trivially_copyable_v<T> T random_value() {
  T value;
  const int made = RAND_bytes(reinterpret_cast<unsigned char*>(&value), sizeof(value));
  CHECK(made == 1, "the kernel gives random bytes");
  return value;
}

/// Letters and digits of ICE (RFC 8839 section 5.4), 6 random bits each.
inline std::string random_text(size_t length) {
  constexpr std::string_view kIceChars =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  while (text.size() < length) text += kIceChars[random_value<unsigned char>() & 63];
  return text;
}

}  // namespace anc::webrtc
