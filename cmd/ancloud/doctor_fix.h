// Repairs that the doctor dares: those of host-setup's steps, with its journal, so that they can be
// undone.
#pragma once

#include "cmd/ancloud/verb.h"
#include "internal/doctor/finding.h"

namespace anc::cmd {

/// For --fix --dry-run: prints the commands of the steps that would be applied. 0.
Result<int> print_repairs(Env& env, const doctor::Report& report);

/// Applies them, each named on stderr with its commands. False when no finding is of that kind.
/// Errors as host::HostSetup::apply.
Result<bool> repair(Env& env, const doctor::Report& report);

}  // namespace anc::cmd
