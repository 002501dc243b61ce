// A short hash for names: see hash.h.
#include "internal/core/hash.h"

#include <cstdio>

namespace anc::core {

std::string fnv1a_text(std::string_view text) {
  char digits[9];
  std::snprintf(digits, sizeof digits, "%08x", fnv1a(text));
  return digits;
}

}  // namespace anc::core
