// Shared storage on helper contexts: see shared_image.h.
#include "internal/gles/shared_image.h"

#include <algorithm>

namespace anc::gles {

std::shared_ptr<SharedImage> SharedImage::create(HelperContexts& helpers, Budget& budget,
                                                 uint32_t width, uint32_t height,
                                                 GLenum internal_format, Rows rows) {
  const uint64_t each = internal_format == GL_RGB565 ? 2 : 4;
  Budget::Share share = budget.take(uint64_t{width} * height * each);
  if (!share) return nullptr;
  std::shared_ptr<SharedImage> image(
      new SharedImage(helpers, std::move(share), width, height, rows));
  return image->allocate(internal_format) ? image : nullptr;
}

bool SharedImage::allocate(GLenum internal_format) {
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
  const GLenum format = internal_format == GL_RGBA8 ? GL_RGBA : GL_RGB;
  const GLenum type = internal_format == GL_RGB565 ? GL_UNSIGNED_SHORT_5_6_5 : GL_UNSIGNED_BYTE;
  gl.glTexImage2D(GL_TEXTURE_2D, 0, static_cast<GLint>(internal_format),
                  static_cast<GLsizei>(std::max(width_, 1u)),
                  static_cast<GLsizei>(std::max(height_, 1u)), 0, format, type, nullptr);
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

bool SharedImage::copy_from(const SharedImage& from) {
  const HelperContexts::Scope scope(helpers_);
  if (!scope.ok()) return false;
  const GlApi& gl = scope.gl();
  const auto width = static_cast<GLint>(from.width_), height = static_cast<GLint>(from.height_);
  scope.attach(GL_READ_FRAMEBUFFER, from.texture_);
  scope.attach(GL_DRAW_FRAMEBUFFER, texture_);
  const GLint first = from.rows_ == rows_ ? 0 : height;
  gl.glBlitFramebuffer(0, 0, width, height, 0, first, width, height - first, GL_COLOR_BUFFER_BIT,
                       GL_NEAREST);
  scope.attach(GL_READ_FRAMEBUFFER, 0);
  scope.attach(GL_DRAW_FRAMEBUFFER, 0);
  gl.glFinish();
  return true;
}

}  // namespace anc::gles
