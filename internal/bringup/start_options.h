// From settings to what a container start is told: one place for `run` and `container start`.
#pragma once

#include <string>

#include "internal/bringup/session_user.h"
#include "internal/config/config.h"
#include "internal/container/options.h"

namespace anc::bringup {

/// `image` is an absolute path or empty; `account` is the session's.
container::StartOptions start_options(const config::Config& config, const std::string& image,
                                      const Account& account);

}  // namespace anc::bringup
