// The tokens of a data path, whoever asks: root, or the user whom the stream server runs as.
#pragma once

#include "internal/access/tokens.h"
#include "internal/config/config.h"

namespace anc::cmd {

/// Makes `<data>/stream` where it is missing. Root gives it to the session's user.
Result<std::string> stream_directory(const config::Config& config);

/// The tokens there are; none where the directory is not made yet.
Result<std::vector<access::Token>> all_tokens(const config::Config& config);

/// A token for people and scripts, without its hash: `{"id":…,"role":…,"instance":…,"expires":…}`.
core::Json token_facts(const access::Token& token);

}  // namespace anc::cmd
