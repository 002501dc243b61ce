// Keys by name, for people and scripts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"

namespace anc::input {

/// Codes are below this (KEY_CNT of linux/input-event-codes.h, the size of the key bits).
constexpr uint16_t kKeyCodes = 768;

/// A code from 10 to 767 (one digit is the key of that digit), or a name of
/// linux/input-event-codes.h without KEY_ ("BACK", "a", "volumeup"), or APP_HOME for what Android
/// calls home. kUsage with the nearest name otherwise.
Result<uint16_t> key_code(std::string_view name);

}  // namespace anc::input
