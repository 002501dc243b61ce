// An error on its way to another process.
#pragma once

#include "internal/core/json.h"

namespace anc::core {

/// {"ok":false,"error":…,"kind":…,"hint":…}, as every answer of a session that is an error.
inline Json refusal(const Error& error) {
  return {{"ok", false},
          {"error", error.message()},
          {"kind", kind_name(error.kind())},
          {"hint", error.hint()}};
}

}  // namespace anc::core
