// Colour buffers on helper contexts: see color_buffer.h.
#include "internal/gles/color_buffer.h"

#include <vector>

namespace anc::gles {
namespace {

bool with_alpha(uint32_t format) {
  return format == GL_RGBA || format == GL_RGB5_A1 || format == GL_RGBA4;
}

}  // namespace

std::shared_ptr<ColorBuffer> ColorBuffer::create(HelperContexts& helpers, Budget& budget,
                                                 uint32_t width, uint32_t height, uint32_t format) {
  if (!with_alpha(format) && format != GL_RGB && format != GL_RGB565) return nullptr;
  const bool alpha = with_alpha(format);
  auto storage = SharedImage::create(helpers, budget, width, height, alpha ? GL_RGBA8 : GL_RGB8,
                                     Rows::kTopFirst);
  if (storage == nullptr) return nullptr;
  return std::shared_ptr<ColorBuffer>(new ColorBuffer(helpers, std::move(storage), alpha));
}

bool ColorBuffer::read(const PixelRect& rect, uint32_t format, uint32_t type,
                       std::span<std::byte> out) {
  const auto each = pixel_bytes(format, type);
  if (!each || !rect.inside(width(), height())) return false;
  const size_t count = static_cast<size_t>(rect.width) * static_cast<size_t>(rect.height);
  if (out.size() < count * *each) return false;
  const HelperContexts::Scope scope(helpers_);
  if (!scope.ok()) return false;
  scope.attach(GL_FRAMEBUFFER, storage_->texture());
  const bool direct = format == GL_RGBA && type == GL_UNSIGNED_BYTE;
  std::vector<uint8_t> converted(direct ? 0 : count * 4);
  scope.gl().glPixelStorei(GL_PACK_ALIGNMENT, 1);
  scope.gl().glReadPixels(rect.x, rect.y, rect.width, rect.height, GL_RGBA, GL_UNSIGNED_BYTE,
                          direct ? static_cast<void*>(out.data()) : converted.data());
  scope.attach(GL_FRAMEBUFFER, 0);
  if (!direct) pack_pixels(format, type, converted, out);
  return true;
}

bool ColorBuffer::update(const PixelRect& rect, uint32_t format, uint32_t type, core::Bytes in) {
  const auto each = pixel_bytes(format, type);
  if (!each || !rect.inside(width(), height())) return false;
  const size_t count = static_cast<size_t>(rect.width) * static_cast<size_t>(rect.height);
  if (in.size() < count * *each) return false;
  const uint32_t stored = alpha_ ? GL_RGBA : GL_RGB;
  std::vector<std::byte> converted;
  if (format != stored || type != GL_UNSIGNED_BYTE) {
    std::vector<uint8_t> rgba(count * 4);
    unpack_pixels(format, type, in, rgba);
    converted.resize(count * (alpha_ ? 4 : 3));
    pack_pixels(stored, GL_UNSIGNED_BYTE, rgba, converted);
    in = converted;
  }
  const HelperContexts::Scope scope(helpers_);
  if (!scope.ok()) return false;
  const GlApi& gl = scope.gl();
  gl.glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
  gl.glBindTexture(GL_TEXTURE_2D, storage_->texture());
  gl.glTexSubImage2D(GL_TEXTURE_2D, 0, rect.x, rect.y, rect.width, rect.height, stored,
                     GL_UNSIGNED_BYTE, in.data());
  gl.glBindTexture(GL_TEXTURE_2D, 0);
  gl.glFinish();
  changed();
  return true;
}

}  // namespace anc::gles
