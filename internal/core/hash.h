// A short hash for names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace anc::core {

/// FNV-1a, 32 bits: the same in every version and on every machine, for names that have to be found
/// again; no defence against whoever chooses the text.
constexpr uint32_t fnv1a(std::string_view text) {
  uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

/// The same as eight hexadecimal digits.
std::string fnv1a_text(std::string_view text);

}  // namespace anc::core
