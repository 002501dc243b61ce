// A frame as a PNG file in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "internal/core/error.h"
#include "internal/port/frame.h"

namespace anc::session {

/// Opaque, as frames are. Fast compression; a 720x1280 picture takes a few tens of milliseconds:
/// not on the net thread.
Result<std::vector<std::byte>> encode_png(const port::Frame& frame);

/// A picture that somebody else made; kFailure where it is none, or a side is longer than
/// `longest`. Only size and pixels are set; those keep their transparency.
Result<port::Frame> decode_png(std::string_view png, uint32_t longest);

}  // namespace anc::session
