// GLES 1: textures, buffers, client arrays and draws.
#include "internal/gles/gles1.h"
#include "internal/gles/gles1_emulation.h"
#include "internal/gles/gles1_native.h"

namespace anc::gles {
namespace {

/// Bytes of an index; 0 for types that are none.
uint32_t index_bytes(uint32_t type) {
  return type == GL_UNSIGNED_BYTE    ? 1
         : type == GL_UNSIGNED_SHORT ? 2
         : type == GL_UNSIGNED_INT   ? 4
                                     : 0;
}

}  // namespace

Gles1::Gles1(Core& core, Refusal& refusal)
    : core_(core),
      refusal_(refusal),
      common_(core, refusal, core.gles1.common_api(core.egl->gl())) {
  if (const NativeGles1* native = core.gles1.native(); native != nullptr) {
    fixed_ = std::make_unique<Gles1Native>(native->api, common_);
  } else {
    fixed_ = std::make_unique<Gles1Emulation>(core.egl->gl(), common_);
  }
}

void Gles1::use(Context* context) {
  context_ = context;
  common_.use(context);
  fixed_->use(context);
}

void Gles1::error(uint32_t code) {
  if (context_->state().error == GL_NO_ERROR) context_->state().error = code;
}

void Gles1::glActiveTexture(uint32_t texture) {
  if (texture - GL_TEXTURE0 >= fixed::kTextureUnits) return error(GL_INVALID_ENUM);
  common_.glActiveTexture(texture);
  fixed_->active_texture(texture);
}

void Gles1::glBindTexture(uint32_t target, uint32_t texture) {
  // Other targets, cube maps among them, belong to extensions that guests are not told of.
  if (target != GL_TEXTURE_2D) return error(GL_INVALID_ENUM);
  fixed_->bind_texture(target, texture);
}

void Gles1::glTexImage2D(uint32_t target, int32_t level, int32_t internal, int32_t width,
                         int32_t height, int32_t border, uint32_t format, uint32_t type,
                         core::Bytes pixels) {
  common_.glTexImage2D(target, level, internal, width, height, border, format, type, pixels);
  fixed_->texture_image(level, static_cast<uint32_t>(internal), width, height);
}

void Gles1::glTexSubImage2D(uint32_t target, int32_t level, int32_t x, int32_t y, int32_t width,
                            int32_t height, uint32_t format, uint32_t type, core::Bytes pixels) {
  common_.glTexSubImage2D(target, level, x, y, width, height, format, type, pixels);
  fixed_->texture_image(level, 0, width, height);
}

void Gles1::glCompressedTexImage2D(uint32_t target, int32_t level, uint32_t internal, int32_t width,
                                   int32_t height, int32_t border, int32_t size, core::Bytes data) {
  common_.glCompressedTexImage2D(target, level, internal, width, height, border, size, data);
  fixed_->texture_image(level, internal, width, height);
}

void Gles1::glCompressedTexSubImage2D(uint32_t target, int32_t level, int32_t x, int32_t y,
                                      int32_t width, int32_t height, uint32_t format, int32_t size,
                                      core::Bytes data) {
  common_.glCompressedTexSubImage2D(target, level, x, y, width, height, format, size, data);
  fixed_->texture_image(level, 0, width, height);
}

void Gles1::glCopyTexImage2D(uint32_t target, int32_t level, uint32_t internal, int32_t x,
                             int32_t y, int32_t width, int32_t height, int32_t border) {
  common_.glCopyTexImage2D(target, level, internal, x, y, width, height, border);
  fixed_->texture_image(level, internal, width, height);
}

void Gles1::glCopyTexSubImage2D(uint32_t target, int32_t level, int32_t to_x, int32_t to_y,
                                int32_t x, int32_t y, int32_t width, int32_t height) {
  common_.glCopyTexSubImage2D(target, level, to_x, to_y, x, y, width, height);
  fixed_->texture_image(level, 0, width, height);
}

void Gles1::glDeleteTextures(int32_t n, core::Bytes names) {
  common_.glDeleteTextures(n, names);
  core::ByteReader reader(names);
  while (reader.remaining() >= 4) fixed_->forget_texture(reader.u32le());
}

void Gles1::glGenTextures(int32_t n, std::span<std::byte> names) {
  common_.glGenTextures(n, names);
}
void Gles1::glGenBuffers(int32_t n, std::span<std::byte> names) { common_.glGenBuffers(n, names); }
void Gles1::glDeleteBuffers(int32_t n, core::Bytes names) { common_.glDeleteBuffers(n, names); }
void Gles1::glBufferData(uint32_t target, int32_t size, core::Bytes data, uint32_t usage) {
  common_.glBufferData(target, size, data, usage);
}
void Gles1::glBufferSubData(uint32_t target, int32_t offset, int32_t size, core::Bytes data) {
  common_.glBufferSubData(target, offset, size, data);
}
void Gles1::glReadPixels(int32_t x, int32_t y, int32_t width, int32_t height, uint32_t format,
                         uint32_t type, std::span<std::byte> pixels) {
  common_.glReadPixels(x, y, width, height, format, type, pixels);
}
int32_t Gles1::glFinishRoundTrip() { return common_.glFinishRoundTrip(); }

void Gles1::glClientActiveTexture(uint32_t texture) {
  const uint32_t wrong = context_->gles1().pipeline.set_client_unit(texture);
  if (wrong != GL_NO_ERROR) return error(wrong);
  fixed_->client_active_texture(texture);
}
void Gles1::glEnableClientState(uint32_t array) { fixed_->client_state(array, true); }
void Gles1::glDisableClientState(uint32_t array) { fixed_->client_state(array, false); }

void Gles1::array_data(const char* call, uint32_t attribute, int32_t size, uint32_t type,
                       core::Bytes data, uint32_t length) {
  if (data.size() != length) return refusal_.refuse(call, "datalen", length);
  fixed_->array_data(attribute, size, type, data);
}

void Gles1::glVertexPointerData(int32_t size, uint32_t type, int32_t, core::Bytes data,
                                uint32_t length) {
  array_data("glVertexPointerData", fixed::kPosition, size, type, data, length);
}
void Gles1::glColorPointerData(int32_t size, uint32_t type, int32_t, core::Bytes data,
                               uint32_t length) {
  array_data("glColorPointerData", fixed::kColor, size, type, data, length);
}
void Gles1::glNormalPointerData(uint32_t type, int32_t, core::Bytes data, uint32_t length) {
  array_data("glNormalPointerData", fixed::kNormal, 3, type, data, length);
}
void Gles1::glTexCoordPointerData(int32_t unit, int32_t size, uint32_t type, int32_t,
                                  core::Bytes data, uint32_t length) {
  if (static_cast<uint32_t>(unit) >= fixed::kTextureUnits) return error(GL_INVALID_VALUE);
  array_data("glTexCoordPointerData", fixed::kTexCoords + static_cast<uint32_t>(unit), size, type,
             data, length);
}
void Gles1::glPointSizePointerData(uint32_t type, int32_t, core::Bytes data, uint32_t length) {
  array_data("glPointSizePointerData", fixed::kPointSize, 1, type, data, length);
}

void Gles1::glVertexPointerOffset(int32_t size, uint32_t type, int32_t stride, uint32_t offset) {
  fixed_->array_offset(fixed::kPosition, size, type, stride, offset);
}
void Gles1::glColorPointerOffset(int32_t size, uint32_t type, int32_t stride, uint32_t offset) {
  fixed_->array_offset(fixed::kColor, size, type, stride, offset);
}
void Gles1::glNormalPointerOffset(uint32_t type, int32_t stride, uint32_t offset) {
  fixed_->array_offset(fixed::kNormal, 3, type, stride, offset);
}
void Gles1::glTexCoordPointerOffset(int32_t size, uint32_t type, int32_t stride, uint32_t offset) {
  // The unit is the one that glClientActiveTexture named just before (gles-wire.md 7).
  fixed_->array_offset(fixed::kTexCoords + context_->gles1().pipeline.client_unit(), size, type,
                       stride, offset);
}
void Gles1::glPointSizePointerOffset(uint32_t type, int32_t stride, uint32_t offset) {
  fixed_->array_offset(fixed::kPointSize, 1, type, stride, offset);
}

// OES_matrix_palette: guests are not told of it, and no vertex is blended.
void Gles1::glWeightPointerData(int32_t, uint32_t, int32_t, core::Bytes, uint32_t) {}
void Gles1::glWeightPointerOffset(int32_t, uint32_t, int32_t, uint32_t) {}
void Gles1::glMatrixIndexPointerData(int32_t, uint32_t, int32_t, core::Bytes, uint32_t) {}
void Gles1::glMatrixIndexPointerOffset(int32_t, uint32_t, int32_t, uint32_t) {}

void Gles1::glDrawArrays(uint32_t mode, int32_t first, int32_t count) {
  fixed_->draw_arrays(mode, first, count);
}

void Gles1::glDrawElementsData(uint32_t mode, int32_t count, uint32_t type, core::Bytes data,
                               uint32_t length) {
  if (data.size() != length) return refusal_.refuse("glDrawElementsData", "datalen", length);
  const uint32_t each = index_bytes(type);
  if (each == 0) return error(GL_INVALID_ENUM);
  if (count < 0) return error(GL_INVALID_VALUE);
  if (uint64_t{each} * static_cast<uint64_t>(count) > data.size()) {
    return refusal_.refuse("glDrawElementsData", "data", data.size());
  }
  fixed_->draw_elements_data(mode, count, type, data);
}

void Gles1::glDrawElementsOffset(uint32_t mode, int32_t count, uint32_t type, uint32_t offset) {
  fixed_->draw_elements_offset(mode, count, type, offset);
}

void Gles1::bind_texture(const std::shared_ptr<ColorBuffer>& buffer) {
  common_.bind_texture(buffer);
  fixed_->texture_image(0, buffer->has_alpha() ? GL_RGBA : GL_RGB,
                        static_cast<int32_t>(buffer->width()),
                        static_cast<int32_t>(buffer->height()));
}

void Gles1::bind_renderbuffer(const std::shared_ptr<ColorBuffer>& buffer) {
  common_.bind_renderbuffer(buffer);
}

}  // namespace anc::gles
