// Icons of the demo guest's applications, as PNG files in memory.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace anc::guest {

/// 48x48, a disc of one colour on nothing. Not compressed: a deflate stream of stored blocks.
std::string icon_png(std::array<uint8_t, 3> colour);

}  // namespace anc::guest
