// Length rules of the guest's library; enum values from the Khronos registry.
#include "internal/wire/lengths.h"

namespace anc::wire {
namespace {

enum Format : uint32_t {
  kDepthComponent = 0x1902,
  kAlpha = 0x1906,
  kRgb = 0x1907,
  kRgba = 0x1908,
  kLuminance = 0x1909,
  kLuminanceAlpha = 0x190A,
  kBgra = 0x80E1,
  kDepthStencil = 0x84F9,
};

enum ComponentType : uint32_t {
  kByte = 0x1400,
  kUnsignedByte = 0x1401,
  kShort = 0x1402,
  kUnsignedShort = 0x1403,
  kInt = 0x1404,
  kUnsignedInt = 0x1405,
  kFloat = 0x1406,
  kHalfFloat = 0x140B,
  kFixed = 0x140C,
  kUnsignedShort4444 = 0x8033,
  kUnsignedShort5551 = 0x8034,
  kUnsignedShort565 = 0x8363,
  kUnsignedInt248 = 0x84FA,
  kHalfFloatOes = 0x8D61,
};

uint32_t components(uint32_t format) {
  switch (format) {
    case kAlpha:
    case kLuminance:
    case kDepthComponent:
    case kDepthStencil:
      return 1;
    case kLuminanceAlpha:
      return 2;
    case kRgb:
      return 3;
    case kRgba:
    case kBgra:
      return 4;
    default:
      return 0;
  }
}

bool is_colour(uint32_t format) {
  return components(format) != 0 && format != kDepthComponent && format != kDepthStencil;
}

/// Bytes of one pixel by GL's rules, 0 for a pair that GL refuses.
uint32_t gl_pixel_bytes(uint32_t format, uint32_t type) {
  switch (type) {
    case kUnsignedByte:
      return is_colour(format) ? components(format) : 0;
    case kHalfFloatOes:
      return is_colour(format) ? 2 * components(format) : 0;
    case kFloat:
      return is_colour(format) ? 4 * components(format) : 0;
    case kUnsignedShort565:
      return format == kRgb ? 2 : 0;
    case kUnsignedShort4444:
    case kUnsignedShort5551:
      return format == kRgba ? 2 : 0;
    case kUnsignedShort:
      return format == kDepthComponent ? 2 : 0;
    case kUnsignedInt:
      return format == kDepthComponent ? 4 : 0;
    case kUnsignedInt248:
      return format == kDepthStencil ? 4 : 0;
    default:
      return 0;
  }
}

uint64_t padded(uint64_t row, uint32_t alignment) {
  if (alignment < 2) return row;
  return (row + alignment - 1) / alignment * alignment;
}

}  // namespace

uint32_t guest_pixel_bits(uint32_t format, uint32_t type) {
  switch (type) {
    case kByte:
    case kUnsignedByte:
      return 8 * components(format);
    case kShort:
    case kUnsignedShort:
    case kUnsignedShort565:
    case kUnsignedShort4444:
    case kUnsignedShort5551:
      return 16;
    case kInt:
    case kUnsignedInt:
    case kFloat:
    case kFixed:
    case kUnsignedInt248:
      return 32;
    default:
      return 0;
  }
}

uint64_t image_bytes(uint32_t format, uint32_t type, int32_t width, int32_t height,
                     uint32_t alignment) {
  if (width <= 0 || height <= 0) return 0;
  const uint64_t row = uint64_t{guest_pixel_bits(format, type) / 8} * static_cast<uint64_t>(width);
  return padded(row, alignment) * static_cast<uint64_t>(height);
}

uint64_t tight_bytes(uint32_t format, uint32_t type, int32_t width, int32_t height) {
  return image_bytes(format, type, width, height, 1);
}

std::optional<uint64_t> gl_image_bytes(uint32_t format, uint32_t type, int32_t width,
                                       int32_t height, int32_t depth, uint32_t alignment) {
  const uint32_t pixel = gl_pixel_bytes(format, type);
  if (pixel == 0 || width < 0 || height < 0 || depth < 0) return std::nullopt;
  if (width == 0 || height == 0 || depth == 0) return 0;
  const uint64_t row = uint64_t{pixel} * static_cast<uint64_t>(width);
  // Below 2^31 * 16 bytes a row and 2^62 rows: the product needs 128 bits.
  const auto rows = static_cast<unsigned __int128>(height) * static_cast<uint64_t>(depth) - 1;
  const auto bytes = rows * padded(row, alignment) + row;
  return bytes > UINT64_MAX ? UINT64_MAX : static_cast<uint64_t>(bytes);
}

uint32_t pname_count(uint32_t pname) {
  switch (pname) {
    case 0x846E:  // ALIASED_LINE_WIDTH_RANGE
    case 0x846D:  // ALIASED_POINT_SIZE_RANGE
    case 0x0B22:  // SMOOTH_LINE_WIDTH_RANGE
    case 0x0B12:  // SMOOTH_POINT_SIZE_RANGE
    case 0x0B70:  // DEPTH_RANGE
    case 0x0D3A:  // MAX_VIEWPORT_DIMS
      return 2;
    case 0x1204:  // SPOT_DIRECTION
    case 0x8129:  // POINT_DISTANCE_ATTENUATION
    case 0x0B02:  // CURRENT_NORMAL
      return 3;
    case 0x0BA2:  // VIEWPORT
    case 0x0C10:  // SCISSOR_BOX
    case 0x0C22:  // COLOR_CLEAR_VALUE
    case 0x0C23:  // COLOR_WRITEMASK
    case 0x8005:  // BLEND_COLOR
    case 0x8626:  // CURRENT_VERTEX_ATTRIB
    case 0x0B00:  // CURRENT_COLOR
    case 0x0B03:  // CURRENT_TEXTURE_COORDS
    case 0x0B66:  // FOG_COLOR
    case 0x1200:  // AMBIENT
    case 0x1201:  // DIFFUSE
    case 0x1202:  // SPECULAR
    case 0x1600:  // EMISSION
    case 0x1602:  // AMBIENT_AND_DIFFUSE
    case 0x1203:  // POSITION
    case 0x0B53:  // LIGHT_MODEL_AMBIENT
    case 0x2201:  // TEXTURE_ENV_COLOR
    case 0x8B9D:  // TEXTURE_CROP_RECT_OES
      return 4;
    case 0x0BA6:  // MODELVIEW_MATRIX
    case 0x0BA7:  // PROJECTION_MATRIX
    case 0x0BA8:  // TEXTURE_MATRIX
      return 16;
    default:
      return 1;
  }
}

uint32_t uniform_bytes(uint32_t type) {
  switch (type) {
    case 0x1406:  // FLOAT
    case 0x1404:  // INT
    case 0x8B56:  // BOOL
    case 0x8B5E:  // SAMPLER_2D
    case 0x8B60:  // SAMPLER_CUBE
      return 4;
    case 0x8B50:  // FLOAT_VEC2
    case 0x8B53:  // INT_VEC2
    case 0x8B57:  // BOOL_VEC2
      return 8;
    case 0x8B51:  // FLOAT_VEC3
    case 0x8B54:  // INT_VEC3
    case 0x8B58:  // BOOL_VEC3
      return 12;
    case 0x8B52:  // FLOAT_VEC4
    case 0x8B55:  // INT_VEC4
    case 0x8B59:  // BOOL_VEC4
    case 0x8B5A:  // FLOAT_MAT2
      return 16;
    case 0x8B5B:  // FLOAT_MAT3
      return 36;
    case 0x8B5C:  // FLOAT_MAT4
      return 64;
    default:
      return 0;
  }
}

uint32_t component_bytes(uint32_t type) {
  switch (type) {
    case kByte:
    case kUnsignedByte:
      return 1;
    case kShort:
    case kUnsignedShort:
    case kHalfFloat:
    case kHalfFloatOes:
      return 2;
    case kInt:
    case kUnsignedInt:
    case kFloat:
    case kFixed:
      return 4;
    default:
      return 0;
  }
}

}  // namespace anc::wire
