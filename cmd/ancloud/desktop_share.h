// Where the session's user keeps what the desktop's menu shows.
#pragma once

#include <string>

#include "internal/app/desktop_entries.h"
#include "internal/config/config.h"
#include "internal/state/instance.h"

namespace anc::cmd {

/// $XDG_DATA_HOME or ~/.local/share; for root, ~/.local/share of the user whom sessions run as,
/// `session_user`. Call before root is left.
Result<std::string> desktop_share(const config::Config& config);

/// The entries of `instance` there.
Result<app::DesktopEntries::Options> desktop_options(const std::string& share,
                                                     const state::Instance& instance);

}  // namespace anc::cmd
