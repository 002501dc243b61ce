// GLES2: textures, images and pixels.
#include <algorithm>
#include <cstring>

#include "internal/gles/gles2.h"
#include "internal/gles/places.h"
#include "internal/wire/lengths.h"

namespace anc::gles {
namespace {

/// Values that GL reads for a glTexParameter*v name: one, for everything GLES2 has.
constexpr size_t kTexParameterBytes = 4;

}  // namespace

void Gles2::glPixelStorei(uint32_t name, int32_t value) {
  // The host's ES 3 has row lengths and skips, which would change how much a pointer must hold.
  if (name != GL_PACK_ALIGNMENT && name != GL_UNPACK_ALIGNMENT) return error(GL_INVALID_ENUM);
  if (value != 1 && value != 2 && value != 4 && value != 8) return error(GL_INVALID_VALUE);
  gl_.glPixelStorei(name, value);
  (name == GL_PACK_ALIGNMENT ? state().pack_alignment : state().unpack_alignment) =
      static_cast<uint32_t>(value);
}

bool Gles2::image_fits(const char* call, uint32_t format, uint32_t type, int32_t width,
                       int32_t height, size_t length) {
  if (width < 0 || height < 0) {
    error(GL_INVALID_VALUE);
    return false;
  }
  const auto need = wire::gl_image_bytes(format, type, width, height, 1, state().unpack_alignment);
  if (!need) {
    error(GL_INVALID_ENUM);
    return false;
  }
  if (length >= *need) return true;
  // The guest's library itself sends too little for float images (gles-wire.md 6.5).
  if (type == GL_FLOAT || type == GL_HALF_FLOAT_OES) {
    error(GL_INVALID_OPERATION);
    return false;
  }
  refuse(call, "pixels", length);
  return false;
}

void Gles2::glTexImage2D(uint32_t target, int32_t level, int32_t internal, int32_t width,
                         int32_t height, int32_t border, uint32_t format, uint32_t type,
                         core::Bytes pixels) {
  // An empty pointer means storage without contents, also for an image without area.
  if (!pixels.empty() && !image_fits("glTexImage2D", format, type, width, height, pixels.size())) {
    return;
  }
  if (pixels.empty() && !wire::gl_image_bytes(format, type, 1, 1, 1, 1)) {
    return error(GL_INVALID_ENUM);
  }
  if (!within_reach(0, 0, width, height)) return error(GL_INVALID_VALUE);
  texture_image(target, level, internal, width, height, border, format, type,
                pixels.empty() ? nullptr : pixels.data());
}

void Gles2::glTexSubImage2D(uint32_t target, int32_t level, int32_t x, int32_t y, int32_t width,
                            int32_t height, uint32_t format, uint32_t type, core::Bytes pixels) {
  if (!within_reach(x, y, width, height)) return error(GL_INVALID_VALUE);
  if (!image_fits("glTexSubImage2D", format, type, width, height, pixels.size())) return;
  gl_.glTexSubImage2D(target, level, x, y, width, height, format, type, pixels.data());
}

void Gles2::glCompressedTexImage2D(uint32_t target, int32_t level, uint32_t internal, int32_t width,
                                   int32_t height, int32_t border, int32_t size, core::Bytes data) {
  if (size < 0) return error(GL_INVALID_VALUE);
  if (!data.empty() && data.size() != static_cast<size_t>(size)) {
    return refuse("glCompressedTexImage2D", "imageSize", static_cast<uint64_t>(size));
  }
  if (data.empty() && size != 0) return error(GL_INVALID_VALUE);
  // The driver compares imageSize with its own figure for the format.
  compressed_image(target, level, internal, width, height, border, data);
}

void Gles2::glCompressedTexSubImage2D(uint32_t target, int32_t level, int32_t x, int32_t y,
                                      int32_t width, int32_t height, uint32_t format, int32_t size,
                                      core::Bytes data) {
  if (size < 0) return error(GL_INVALID_VALUE);
  if (data.size() != static_cast<size_t>(size)) {
    return refuse("glCompressedTexSubImage2D", "imageSize", static_cast<uint64_t>(size));
  }
  if (!within_reach(x, y, width, height)) return error(GL_INVALID_VALUE);
  gl_.glCompressedTexSubImage2D(target, level, x, y, width, height, format, size, data.data());
}

void Gles2::glReadPixels(int32_t x, int32_t y, int32_t width, int32_t height, uint32_t format,
                         uint32_t type, std::span<std::byte> pixels) {
  if (!within_reach(0, 0, width, height)) return error(GL_INVALID_VALUE);
  const auto need = wire::gl_image_bytes(format, type, width, height, 1, state().pack_alignment);
  if (!need) return error(GL_INVALID_ENUM);
  if (*need > pixels.size()) return refuse("glReadPixels", "pixels", pixels.size());
  gl_.glReadPixels(nearby(x), nearby(y), width, height, format, type, pixels.data());
}

void Gles2::glCopyTexSubImage2D(uint32_t target, int32_t level, int32_t to_x, int32_t to_y,
                                int32_t x, int32_t y, int32_t width, int32_t height) {
  if (!within_reach(to_x, to_y, width, height)) return error(GL_INVALID_VALUE);
  gl_.glCopyTexSubImage2D(target, level, to_x, to_y, nearby(x), nearby(y), width, height);
}

bool Gles2::parameters(const char* call, uint32_t name, core::Bytes params, uint32_t (&out)[4]) {
  if (params.size() < kTexParameterBytes) {
    refuse(call, "params", params.size());
    return false;
  }
  // Four of the host's own extensions (border colours) read more: they get zeros.
  (void)name;
  std::memcpy(out, params.data(), std::min(params.size(), sizeof out));
  return true;
}

void Gles2::glTexParameterfv(uint32_t target, uint32_t name, core::Bytes params) {
  uint32_t words[4] = {};
  if (!parameters("glTexParameterfv", name, params, words)) return;
  float values[4];
  std::memcpy(values, words, sizeof values);
  gl_.glTexParameterfv(target, name, values);
}

void Gles2::glTexParameteriv(uint32_t target, uint32_t name, core::Bytes params) {
  uint32_t words[4] = {};
  if (!parameters("glTexParameteriv", name, params, words)) return;
  GLint values[4];
  std::memcpy(values, words, sizeof values);
  gl_.glTexParameteriv(target, name, values);
}

}  // namespace anc::gles
