// The settings stream.* as what a stream server needs.
#pragma once

#include <string>

#include "internal/config/config.h"
#include "internal/core/error.h"
#include "internal/serve/options.h"

namespace anc::cmd {

/// `directory` is `<data>/stream`, where a certificate of our own is kept. kUsage for settings that
/// make no sense together.
Result<serve::Options> stream_options(const config::Config& config, const std::string& directory);

}  // namespace anc::cmd
