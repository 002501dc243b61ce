// What a session says of itself, for the verbs that show it.
#pragma once

#include "internal/core/json.h"
#include "internal/state/instance.h"

namespace anc::cmd {

/// An object with "state" running or stopped; a running one adds what it answers: renderer, frame,
/// size … or "error" when it does not.
Result<core::Json> session_facts(const state::Instance& instance);

}  // namespace anc::cmd
