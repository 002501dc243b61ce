// Option parsing: see options.h.
#include "cmd/ancloud-guest/options.h"

namespace anc::guest {

Result<std::vector<std::string>> parse_options(Args args, std::span<const Option> options) {
  std::vector<std::string> rest;
  for (size_t i = 0; i < args.size(); ++i) {
    const std::string_view word = args[i];
    if (!word.starts_with("--")) {
      rest.emplace_back(word);
      continue;
    }
    const size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    const Option* found = nullptr;
    for (const Option& option : options) {
      if (option.name == name) found = &option;
    }
    if (found == nullptr) return fail(Kind::kUsage, "unknown option " + std::string(name));
    if (equals != std::string_view::npos) {
      *found->value = word.substr(equals + 1);
    } else if (i + 1 < args.size()) {
      *found->value = args[++i];
    } else {
      return fail(Kind::kUsage, "option " + std::string(name) + " needs a value");
    }
  }
  return rest;
}

}  // namespace anc::guest
