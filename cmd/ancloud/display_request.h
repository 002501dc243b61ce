// Asking a running session for its display, for the verbs that show and change it.
#pragma once

#include "cmd/ancloud/output.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {

/// Sends `request` and prints the geometry that holds then.
inline Result<void> ask_display(const Output& out, const state::Instance& instance,
                                const core::Json& request) {
  auto answer =
      TRY(session::ask(instance.session_state(), request), "display of " + instance.name());
  answer.head.erase("ok");
  answer.head.erase("bytes");
  out.print("ancloud.display.v1", answer.head);
  return {};
}

}  // namespace anc::cmd
