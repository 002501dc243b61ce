// A frame as a PNG file in memory.
#pragma once

#include <cstddef>
#include <vector>

#include "internal/core/error.h"
#include "internal/port/frame.h"

namespace anc::session {

/// Fast compression; a 720x1280 picture takes a few tens of milliseconds: not on the net thread.
Result<std::vector<std::byte>> encode_png(const port::Frame& frame);

}  // namespace anc::session
