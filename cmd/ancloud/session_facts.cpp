// Asking a session about itself: see session_facts.h.
#include "cmd/ancloud/session_facts.h"

#include "internal/core/lock.h"
#include "internal/session/client.h"

namespace anc::cmd {

Result<core::Json> session_facts(const state::Instance& instance) {
  const bool running = TRY(core::FileLock::is_held(instance.session_state() + "/session.lock"));
  core::Json facts = {{"state", running ? "running" : "stopped"}};
  if (!running) return facts;
  const auto answer = session::ask(instance.session_state(), {{"do", "status"}});
  if (!answer) {
    facts["error"] = answer.error().message();
    return facts;
  }
  for (const auto& [name, value] : answer->head.items()) {
    if (name != "ok" && name != "bytes" && name != "schema" && name != "rungs") facts[name] = value;
  }
  return facts;
}

}  // namespace anc::cmd
