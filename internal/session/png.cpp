// libpng's simplified interface: no setjmp, errors as text.
#include "internal/session/png.h"

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
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);  // a bound: one pass instead of two
  std::vector<std::byte> png(size);
  if (!png_image_write_to_memory(&image, png.data(), &size, 0, frame.pixels.data(), 0, nullptr)) {
    return fail(Kind::kFailure, std::string("encode a PNG: ") + image.message);
  }
  png.resize(size);
  return png;
}

}  // namespace anc::session
