// JSON values for output, journals and state files; nlohmann's throwing parser stays in core.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <nlohmann/json.hpp>

#include "internal/core/error.h"

namespace anc::core {

/// Keeps the order in which fields were written, so that output reads as it was meant.
using Json = nlohmann::ordered_json;

/// Parses one document; an error names the position.
Result<Json> parse_json(std::string_view text);
/// Whether `value` is a number that fits T; the library would convert any number, 3e97 too.
template <class T>
bool fits_integer(const Json& value) {
  if (value.is_number_unsigned()) return std::in_range<T>(value.get<uint64_t>());
  return value.is_number_integer() && std::in_range<T>(value.get<int64_t>());
}

/// A field of an object as T, or kFailure naming the field.
template <class T>
Result<T> json_field(const Json& object, const char* name) {
  const auto it = object.is_object() ? object.find(name) : object.end();
  if (it == object.end())
    return fail(Kind::kFailure, std::string("field \"") + name + "\" is missing");
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    if (!fits_integer<T>(*it)) {
      return fail(Kind::kFailure, std::string("field \"") + name + "\" is no such integer");
    }
  }
  try {
    return it->template get<T>();
  } catch (const nlohmann::json::exception&) {
    return fail(Kind::kFailure, std::string("field \"") + name + "\" has another type");
  }
}

}  // namespace anc::core
