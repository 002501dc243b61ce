// Readiness messages: see message.h.
#include "internal/container/message.h"

#include "internal/core/codes.h"
#include "internal/core/json.h"

namespace anc::container {
namespace {

std::string line_of(const core::Json& json) {
  // Paths and log lines of a guest need not be UTF-8: replaced, never thrown upon.
  return json.dump(-1, ' ', false, core::Json::error_handler_t::replace) + "\n";
}

Result<Error> error_from(const core::Json& json) {
  const int64_t kind = TRY(core::json_field<int64_t>(json, "kind"));
  if (kind < static_cast<int>(Kind::kFailure) || kind > static_cast<int>(Kind::kCapacity)) {
    return fail(Kind::kFailure, "error kind " + std::to_string(kind) + " is unknown");
  }
  Error error(static_cast<Kind>(kind), TRY(core::json_field<std::string>(json, "message")));
  const auto hint = TRY(core::json_field<std::string>(json, "hint"));
  const auto log = TRY(core::json_field<std::string>(json, "log"));
  if (!hint.empty()) error = std::move(error).hint(hint);
  if (!log.empty()) error = std::move(error).log(log);
  const auto name = TRY(core::json_field<std::string>(json, "code"));
  if (const auto code = core::find_code(name)) error = std::move(error).code(*code);
  return error;
}

}  // namespace

std::string encode(const Ready& ready) {
  return line_of({{"state", "ready"},
                  {"init_pid", ready.init_pid},
                  {"address", ready.address},
                  {"warnings", ready.warnings}});
}

std::string encode(const Error& error) {
  return line_of({{"state", "error"},
                  {"kind", static_cast<int>(error.kind())},
                  {"message", error.message()},
                  {"hint", error.hint()},
                  {"log", error.log()},
                  {"code", core::code_name(error.code())}});
}

Result<Ready> decode_message(std::string_view line) {
  const core::Json json = TRY(core::parse_json(line), "message of the supervisor");
  const auto state = TRY(core::json_field<std::string>(json, "state"));
  if (state == "error") return fail(TRY(error_from(json)));
  if (state != "ready") {
    return fail(Kind::kFailure, "message of the supervisor: state \"" + state + "\" is unknown");
  }
  return Ready{TRY(core::json_field<pid_t>(json, "init_pid")),
               TRY(core::json_field<std::string>(json, "address")),
               TRY(core::json_field<std::vector<std::string>>(json, "warnings"))};
}

}  // namespace anc::container
