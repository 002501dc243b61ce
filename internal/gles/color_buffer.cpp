// Colour buffers on helper contexts: see color_buffer.h.
#include "internal/gles/color_buffer.h"

#include <algorithm>
#include <vector>

namespace anc::gles {
namespace {

bool has_alpha(uint32_t format) {
  return format == GL_RGBA || format == GL_RGB5_A1 || format == GL_RGBA4;
}

}  // namespace

std::shared_ptr<ColorBuffer> ColorBuffer::create(HelperContexts& helpers, Budget& budget,
                                                 uint32_t width, uint32_t height, uint32_t format) {
  if (!has_alpha(format) && format != GL_RGB && format != GL_RGB565) return nullptr;
  Budget::Share share = budget.take(uint64_t{width} * height * 4);
  if (!share) return nullptr;
  std::shared_ptr<ColorBuffer> buffer(
      new ColorBuffer(helpers, std::move(share), width, height, has_alpha(format)));
  return buffer->allocate() ? buffer : nullptr;
}

bool ColorBuffer::allocate() {
  const HelperContexts::Scope scope(helpers_);
  if (!scope.ok()) return false;
  const GlApi& gl = scope.gl();
  while (gl.glGetError() != GL_NO_ERROR) {
  }
  gl.glGenTextures(1, &texture_);
  gl.glBindTexture(GL_TEXTURE_2D, texture_);
  gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  gl.glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  // A buffer of no size has a handle like any other (gles-wire.md 8) and needs a texture for it.
  gl.glTexImage2D(GL_TEXTURE_2D, 0, alpha_ ? GL_RGBA8 : GL_RGB8,
                  static_cast<GLsizei>(std::max(width_, 1u)),
                  static_cast<GLsizei>(std::max(height_, 1u)), 0, alpha_ ? GL_RGBA : GL_RGB,
                  GL_UNSIGNED_BYTE, nullptr);
  gl.glBindTexture(GL_TEXTURE_2D, 0);
  scope.attach(GL_FRAMEBUFFER, texture_);
  gl.glClearColor(0, 0, 0, 0);
  gl.glClear(GL_COLOR_BUFFER_BIT);
  scope.attach(GL_FRAMEBUFFER, 0);
  const EGLint preserved[] = {EGL_IMAGE_PRESERVED_KHR, EGL_TRUE, EGL_NONE};
  const EglDisplay& display = helpers_.display();
  image_ = display.egl().eglCreateImageKHR(
      display.handle(), display.egl().eglGetCurrentContext(), EGL_GL_TEXTURE_2D_KHR,
      reinterpret_cast<EGLClientBuffer>(static_cast<uintptr_t>(texture_)), preserved);
  gl.glFinish();
  return gl.glGetError() == GL_NO_ERROR && image_ != EGL_NO_IMAGE_KHR;
}

ColorBuffer::~ColorBuffer() { helpers_.bury(texture_, image_); }

bool ColorBuffer::copy_from(EGLSurface surface, int width, int height) {
  const HelperContexts::Scope scope(helpers_, surface);
  if (!scope.ok()) return false;
  const GlApi& gl = scope.gl();
  gl.glBindFramebuffer(GL_READ_FRAMEBUFFER, 0);
  scope.attach(GL_DRAW_FRAMEBUFFER, texture_);
  gl.glBlitFramebuffer(0, 0, width, height, 0, height, width, 0, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  scope.attach(GL_DRAW_FRAMEBUFFER, 0);
  gl.glFinish();
  changes_.fetch_add(1, std::memory_order_acq_rel);
  return true;
}

bool ColorBuffer::read(const PixelRect& rect, uint32_t format, uint32_t type,
                       std::span<std::byte> out) {
  const auto each = pixel_bytes(format, type);
  if (!each || !rect.inside(width_, height_)) return false;
  const size_t count = static_cast<size_t>(rect.width) * static_cast<size_t>(rect.height);
  if (out.size() < count * *each) return false;
  const HelperContexts::Scope scope(helpers_);
  if (!scope.ok()) return false;
  scope.attach(GL_FRAMEBUFFER, texture_);
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
  if (!each || !rect.inside(width_, height_)) return false;
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
  gl.glBindTexture(GL_TEXTURE_2D, texture_);
  gl.glTexSubImage2D(GL_TEXTURE_2D, 0, rect.x, rect.y, rect.width, rect.height, stored,
                     GL_UNSIGNED_BYTE, in.data());
  gl.glBindTexture(GL_TEXTURE_2D, 0);
  gl.glFinish();
  changes_.fetch_add(1, std::memory_order_acq_rel);
  return true;
}

}  // namespace anc::gles
