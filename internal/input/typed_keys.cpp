// The US layout: see typed_keys.h.
#include "internal/input/typed_keys.h"

#include <linux/input-event-codes.h>

namespace anc::input {
namespace {

// A row of the keyboard: neighbouring codes, and what they type without and with shift.
struct Row {
  uint16_t first;
  std::string_view plain, shifted;
};
constexpr Row kRows[] = {
    {KEY_1, "1234567890-=", "!@#$%^&*()_+"},
    {KEY_Q, "qwertyuiop[]", "QWERTYUIOP{}"},
    {KEY_A, "asdfghjkl;'`", "ASDFGHJKL:\"~"},
    {KEY_BACKSLASH, "\\zxcvbnm,./", "|ZXCVBNM<>?"},
    {KEY_SPACE, " ", ""},
    {KEY_ENTER, "\n", ""},
    {KEY_TAB, "\t", ""},
};

std::optional<TypedKey> key_of(char letter) {
  for (const Row& row : kRows) {
    for (const bool shift : {false, true}) {
      const size_t at = (shift ? row.shifted : row.plain).find(letter);
      if (at != std::string_view::npos) {
        return TypedKey{static_cast<uint16_t>(row.first + at), shift};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<TypedKey>> typed_keys(std::string_view text) {
  std::vector<TypedKey> keys;
  for (const char letter : text) {
    const auto key = key_of(letter);
    if (!key) return std::nullopt;
    keys.push_back(*key);
  }
  return keys;
}

}  // namespace anc::input
