// libpng's simplified interface: no setjmp, errors as text.
#include "internal/session/png.h"

#include <memory>
#include <png.h>
#include <string>

namespace anc::session {

Result<std::vector<std::byte>> encode_png(const port::Frame& frame) {
  CHECK(frame.pixels.size() == size_t{frame.width} * frame.height * 4, "a frame is whole");
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = frame.width;
  image.height = frame.height;
  image.format = PNG_FORMAT_RGBA;
  image.flags = PNG_IMAGE_FLAG_FAST;
  std::vector<std::byte> opaque = frame.pixels;
  for (size_t alpha = 3; alpha < opaque.size(); alpha += 4) opaque[alpha] = std::byte{255};
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);  // a bound: one pass instead of two
  std::vector<std::byte> png(size);
  if (!png_image_write_to_memory(&image, png.data(), &size, 0, opaque.data(), 0, nullptr)) {
    return fail(Kind::kFailure, std::string("encode a PNG: ") + image.message);
  }
  png.resize(size);
  return png;
}

Result<port::Frame> decode_png(std::string_view png, uint32_t longest) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  const std::unique_ptr<png_image, void (*)(png_image*)> freed(&image, png_image_free);
  if (!png_image_begin_read_from_memory(&image, png.data(), png.size())) {
    return fail(Kind::kFailure, std::string("decode a PNG: ") + image.message);
  }
  if (image.width > longest || image.height > longest) {
    return fail(Kind::kFailure, "decode a PNG: " + std::to_string(image.width) + "x" +
                                    std::to_string(image.height) + " pixels are too many");
  }
  image.format = PNG_FORMAT_RGBA;
  port::Frame frame;
  frame.width = image.width;
  frame.height = image.height;
  frame.pixels.resize(PNG_IMAGE_SIZE(image));
  if (!png_image_finish_read(&image, nullptr, frame.pixels.data(), 0, nullptr)) {
    return fail(Kind::kFailure, std::string("decode a PNG: ") + image.message);
  }
  return frame;
}

}  // namespace anc::session
