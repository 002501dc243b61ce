// Checking and reading properties.
#include "cmd/ancloud/guest_properties.h"

#include <algorithm>

namespace anc::cmd {
namespace {
constexpr size_t kLongestName = 255;
constexpr size_t kLongestValue = 91;

bool may_be_in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == ':' || c == '@' || c == '-';
}
}  // namespace

Result<void> check_property_name(std::string_view name) {
  if (!name.empty() && name.size() <= kLongestName && name[0] != '-' && name[0] != '.' &&
      std::all_of(name.begin(), name.end(), may_be_in_name)) {
    return {};
  }
  return fail(Error(Kind::kUsage, "\"" + std::string(name.substr(0, kLongestName)) +
                                      "\" is no name of a property")
                  .hint("letters, digits and _ . : @ - make one, such as persist.sys.locale"));
}

Result<void> check_property_value(std::string_view value) {
  if (value.size() > kLongestValue) {
    return fail(Kind::kUsage, "a value of " + std::to_string(value.size()) +
                                  " bytes is above Android's limit of 91");
  }
  if (value.find_first_of(std::string_view("\0\n\r", 3)) == std::string_view::npos) return {};
  return fail(Kind::kUsage, "a value is one line of text");
}

core::Json parse_property_list(std::string_view text) {
  core::Json list = core::Json::array();
  while (!text.empty()) {
    const size_t end = text.find("]\n");
    const std::string_view one = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 2);
    const size_t middle = one.find("]: [");
    if (middle == std::string_view::npos) continue;
    const size_t begin = one.rfind('[', middle);
    if (begin == std::string_view::npos) continue;
    list.push_back(
        {{"name", one.substr(begin + 1, middle - begin - 1)}, {"value", one.substr(middle + 4)}});
  }
  return list;
}

}  // namespace anc::cmd
