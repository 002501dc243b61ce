// JSON values: see json.h.
#include "internal/core/json.h"

namespace anc::core {

Result<Json> parse_json(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    return fail(Kind::kFailure, "not JSON at byte " + std::to_string(error.byte));
  } catch (const nlohmann::json::out_of_range&) {
    return fail(Kind::kFailure, "not JSON that fits: a number is too large");
  }
}

}  // namespace anc::core
