// Becoming the user as whom everything runs that the network or a guest talks to.
#pragma once

#include "internal/bringup/session_user.h"
#include "internal/config/config.h"
#include "internal/core/error.h"

namespace anc::cmd {

/// The session's user: SUDO_UID, else session.user, else the system user ancloud, with groups.
Result<bringup::Account> session_account(const config::Config& config);

/// For the rest of this process. Root only.
Result<void> become(const bringup::Account& account);

}  // namespace anc::cmd
