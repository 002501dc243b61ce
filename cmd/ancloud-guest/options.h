// `--name value` arguments of the guest's applets: a table of names and where their values go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cmd/ancloud-guest/applets.h"

namespace anc::guest {

/// One option that takes a value; `value` must outlive the parse.
struct Option {
  std::string_view name;  ///< with its dashes, "--pipe"
  std::string* value;
};

/// Fills the options from `args` ("--pipe X" or "--pipe=X") and returns what is no option.
/// kUsage for an unknown option or a missing value.
Result<std::vector<std::string>> parse_options(Args args, std::span<const Option> options);

}  // namespace anc::guest
