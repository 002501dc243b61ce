// How many bytes an honest guest sends for an array, and how many GL reads: two different numbers.
#pragma once

#include <cstdint>
#include <optional>

namespace anc::wire {

/// Bits of one pixel as the guest's library computes them: for types of 16 and 32 bits it ignores
/// the format, so that RGBA/FLOAT counts 32. 0 for what it does not know.
uint32_t guest_pixel_bits(uint32_t format, uint32_t type);

/// `img(unpack)` and `img(pack)`: what the guest sends or expects; every row, the last one too, is
/// padded to `alignment` (1, 2, 4 or 8). 0 when width or height is not positive.
uint64_t image_bytes(uint32_t format, uint32_t type, int32_t width, int32_t height,
                     uint32_t alignment);

/// `tight`: bits per pixel * width / 8 * height, rows not padded (rcReadColorBuffer).
uint64_t tight_bytes(uint32_t format, uint32_t type, int32_t width, int32_t height);

/// What GLES2 itself reads or writes at a pointer to such an image (the last row is not padded):
/// compare a packet's length word with this before passing its bytes on. nullopt for a format and
/// type that are not an allowed pair of GLES2 or of its depth, half-float, float and BGRA
/// extensions, and for negative sizes. No overflow: the result can be above 2^32.
std::optional<uint64_t> gl_image_bytes(uint32_t format, uint32_t type, int32_t width,
                                       int32_t height, int32_t depth, uint32_t alignment);

/// `cnt(pname)`: how many values belong to that enum of glGet*v, glTexParameter*v, glLight*v, ...;
/// 1 for every other enum.
uint32_t pname_count(uint32_t pname);

/// `uni(program.location)`: bytes of one element of a uniform of that GL type; 0 if unknown.
uint32_t uniform_bytes(uint32_t type);

/// Bytes of one vertex component or index of that GL type (GL_BYTE .. GL_FIXED); 0 if unknown.
uint32_t component_bytes(uint32_t type);

}  // namespace anc::wire
