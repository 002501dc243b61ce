// Messages of the control channel to bytes and back.
#pragma once

#include <optional>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/remote/server_messages.h"
#include "internal/remote/viewer_messages.h"

namespace anc::remote {

/// One whole message. A text that is longer than its limit is our mistake: see clipboard.h and
/// cut_text().
std::vector<std::byte> encode(const FromViewer& message);
std::vector<std::byte> encode(const FromServer& message);

/// The next message in `bytes`, which then begin after it; nullopt when there is none any more.
/// Messages of types that this version does not know are passed over, and so are bytes that follow
/// the known fields of one. An error where the bytes are no messages: too short, too long, a choice
/// that does not exist, text that is no UTF-8; the connection is then to be closed.
Result<std::optional<FromViewer>> take_from_viewer(core::Bytes& bytes);
Result<std::optional<FromServer>> take_from_server(core::Bytes& bytes);

/// The version that both speak, or nothing.
std::optional<uint8_t> common_version(const Hello& hello);

/// The longest start of `utf8` that has at most `most` bytes and ends between two characters.
std::string_view cut_text(std::string_view utf8, size_t most);

}  // namespace anc::remote
