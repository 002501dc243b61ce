// Text as keys of a US keyboard, as Android's Generic.kcm reads them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace anc::input {

struct TypedKey {
  uint16_t code = 0;
  bool shift = false;
};

/// The keys that type `text`, one a letter; nothing where a letter has no key.
std::optional<std::vector<TypedKey>> typed_keys(std::string_view text);

}  // namespace anc::input
