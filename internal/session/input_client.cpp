// Sending events and reading their answers: see input_client.h.
#include "internal/session/input_client.h"

#include "internal/session/client.h"

namespace anc::session {

Result<InputClient> InputClient::connect(const std::string& session_state) {
  OngoingAnswer answer = TRY(ask_ongoing(session_state, {{"do", "input"}}));
  return InputClient(std::move(answer.rest), TRY(core::json_field<int32_t>(answer.head, "width")),
                     TRY(core::json_field<int32_t>(answer.head, "height")));
}

Result<void> InputClient::send(const core::Json& event) {
  TRY(core::write_all(socket_, event.dump() + "\n"), "send input to the session");
  TRY(read_head(socket_));
  return {};
}

}  // namespace anc::session
