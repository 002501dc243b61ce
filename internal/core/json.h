// JSON values for output, journals and state files; nlohmann's throwing parser stays in core.
#pragma once

#include <string_view>

#include <nlohmann/json.hpp>

#include "internal/core/error.h"

namespace anc::core {

/// Keeps the order in which fields were written, so that output reads as it was meant.
using Json = nlohmann::ordered_json;

/// Parses one document; an error names the position.
Result<Json> parse_json(std::string_view text);
/// A field of an object as T, or kFailure naming the field.
template <class T>
Result<T> json_field(const Json& object, const char* name) {
  const auto it = object.is_object() ? object.find(name) : object.end();
  if (it == object.end())
    return fail(Kind::kFailure, std::string("field \"") + name + "\" is missing");
  try {
    return it->template get<T>();
  } catch (const nlohmann::json::exception&) {
    return fail(Kind::kFailure, std::string("field \"") + name + "\" has another type");
  }
}

}  // namespace anc::core
