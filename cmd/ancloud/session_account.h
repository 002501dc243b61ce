// Becoming the user as whom everything runs that the network or a guest talks to.
#pragma once

#include "internal/bringup/session_user.h"
#include "internal/config/config.h"
#include "internal/core/error.h"

namespace anc::cmd {

/// Who the session runs as, SUDO_UID taken from the environment (bringup/session_user.h).
Result<bringup::Account> session_account(const config::Config& config);

/// With all groups, for the rest of this process. Root only.
Result<void> become(const bringup::Account& account);

}  // namespace anc::cmd
