// From settings to what a container start is told: one place for `run` and `container start`.
#pragma once

#include <string>
#include <vector>

#include "internal/bringup/session_user.h"
#include "internal/config/config.h"
#include "internal/container/options.h"

namespace anc::bringup {

/// `image` is an absolute path or empty; `account` is the session's; `publish`, unless empty, are
/// ports instead of those of network.publish. kUsage for what is no port.
Result<container::StartOptions> start_options(const config::Config& config,
                                              const std::string& image, const Account& account,
                                              const std::vector<std::string>& publish = {});

}  // namespace anc::bringup
