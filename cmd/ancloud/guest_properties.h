// Names, values and lists of Android's properties (pure).
#pragma once

#include <string>
#include <string_view>

#include "internal/core/error.h"
#include "internal/core/json.h"

namespace anc::cmd {

/// kUsage for what no Android takes as a property's name: 1 to 255 of [A-Za-z0-9_.:@-], not
/// beginning with a dash or a dot.
Result<void> check_property_name(std::string_view name);
/// kUsage for more than 91 bytes (PROP_VALUE_MAX of Android 7 to 14), or a line end or NUL in it.
Result<void> check_property_value(std::string_view value);
/// What getprop prints without a name, `[name]: [value]` a line, as a list of objects with name and
/// value. A value may have line ends in it.
core::Json parse_property_list(std::string_view text);

}  // namespace anc::cmd
