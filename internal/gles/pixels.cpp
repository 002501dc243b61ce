// Conversions of colour buffer pixels: see pixels.h.
#include "internal/gles/pixels.h"

#include <cstring>

#include "internal/gles/gl_api.h"

namespace anc::gles {
namespace {

/// Rounded to the nearest, as GL converts between normalised integers.
uint8_t widen(uint32_t value, uint32_t bits) {
  const uint32_t most = (1u << bits) - 1;
  return static_cast<uint8_t>(((value & most) * 255 + most / 2) / most);
}
uint32_t narrow(uint8_t value, uint32_t bits) {
  const uint32_t most = (1u << bits) - 1;
  return (value * most + 127) / 255;
}

}  // namespace

bool PixelRect::inside(uint32_t image_width, uint32_t image_height) const {
  return x >= 0 && y >= 0 && width > 0 && height > 0 &&
         static_cast<uint64_t>(x) + static_cast<uint64_t>(width) <= image_width &&
         static_cast<uint64_t>(y) + static_cast<uint64_t>(height) <= image_height;
}

std::optional<size_t> pixel_bytes(uint32_t format, uint32_t type) {
  const bool four = format == GL_RGBA || format == GL_BGRA_EXT;
  if (type == GL_UNSIGNED_BYTE && four) return 4;
  if (type == GL_UNSIGNED_BYTE && format == GL_RGB) return 3;
  if (type == GL_UNSIGNED_SHORT_5_6_5 && format == GL_RGB) return 2;
  if (type == GL_UNSIGNED_SHORT_5_5_5_1 && format == GL_RGBA) return 2;
  if (type == GL_UNSIGNED_SHORT_4_4_4_4 && format == GL_RGBA) return 2;
  return std::nullopt;
}

void unpack_pixels(uint32_t format, uint32_t type, core::Bytes in, std::span<uint8_t> rgba) {
  const size_t step = pixel_bytes(format, type).value_or(0);
  const auto* at = reinterpret_cast<const uint8_t*>(in.data());
  for (size_t i = 0; i + 4 <= rgba.size(); i += 4, at += step) {
    uint8_t* const out = &rgba[i];
    uint16_t word = 0;
    if (step == 2) std::memcpy(&word, at, sizeof word);
    switch (type) {
      case GL_UNSIGNED_SHORT_5_6_5:
        out[0] = widen(word >> 11u, 5), out[1] = widen(word >> 5u, 6), out[2] = widen(word, 5);
        out[3] = 255;
        break;
      case GL_UNSIGNED_SHORT_5_5_5_1:
        out[0] = widen(word >> 11u, 5), out[1] = widen(word >> 6u, 5);
        out[2] = widen(word >> 1u, 5), out[3] = widen(word, 1);
        break;
      case GL_UNSIGNED_SHORT_4_4_4_4:
        out[0] = widen(word >> 12u, 4), out[1] = widen(word >> 8u, 4);
        out[2] = widen(word >> 4u, 4), out[3] = widen(word, 4);
        break;
      default: {
        const bool swapped = format == GL_BGRA_EXT;
        out[0] = at[swapped ? 2 : 0], out[1] = at[1], out[2] = at[swapped ? 0 : 2];
        out[3] = step == 4 ? at[3] : 255;
      }
    }
  }
}

void pack_pixels(uint32_t format, uint32_t type, std::span<const uint8_t> rgba,
                 std::span<std::byte> out) {
  const size_t step = pixel_bytes(format, type).value_or(0);
  auto* at = reinterpret_cast<uint8_t*>(out.data());
  for (size_t i = 0; i + 4 <= rgba.size(); i += 4, at += step) {
    const uint8_t* const in = &rgba[i];
    uint32_t word = 0;
    switch (type) {
      case GL_UNSIGNED_SHORT_5_6_5:
        word = narrow(in[0], 5) << 11 | narrow(in[1], 6) << 5 | narrow(in[2], 5);
        break;
      case GL_UNSIGNED_SHORT_5_5_5_1:
        word = narrow(in[0], 5) << 11 | narrow(in[1], 5) << 6 | narrow(in[2], 5) << 1 |
               narrow(in[3], 1);
        break;
      case GL_UNSIGNED_SHORT_4_4_4_4:
        word = narrow(in[0], 4) << 12 | narrow(in[1], 4) << 8 | narrow(in[2], 4) << 4 |
               narrow(in[3], 4);
        break;
      default: {
        const bool swapped = format == GL_BGRA_EXT;
        at[0] = in[swapped ? 2 : 0], at[1] = in[1], at[2] = in[swapped ? 0 : 2];
        if (step == 4) at[3] = in[3];
        continue;
      }
    }
    const auto half = static_cast<uint16_t>(word);
    std::memcpy(at, &half, sizeof half);
  }
}

}  // namespace anc::gles
