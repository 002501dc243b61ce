// Pixel formats of colour buffers as the guest's processor sees them, to and from RGBA 8 bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "internal/core/bytes.h"

namespace anc::gles {

/// A rectangle of `rcReadColorBuffer`/`rcUpdateColorBuffer`: pixels, top-left origin.
struct PixelRect {
  int32_t x = 0, y = 0, width = 0, height = 0;
  /// Not empty and wholly inside an image of that size; no overflow.
  bool inside(uint32_t image_width, uint32_t image_height) const;
};

/// Bytes of a pixel of a GL format and type; nullopt for pairs that colour buffers do not take.
/// Taken: RGBA, BGRA and RGB of unsigned bytes; RGB 565; RGBA 5551 and 4444.
std::optional<size_t> pixel_bytes(uint32_t format, uint32_t type);

/// Converts `rgba.size() / 4` pixels; `in` must hold that many. The pair must be one of the above.
void unpack_pixels(uint32_t format, uint32_t type, core::Bytes in, std::span<uint8_t> rgba);
void pack_pixels(uint32_t format, uint32_t type, std::span<const uint8_t> rgba,
                 std::span<std::byte> out);

}  // namespace anc::gles
