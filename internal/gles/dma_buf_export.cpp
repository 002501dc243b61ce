// Handing pictures on without a read-back: see dma_buf_export.h.
#include "internal/gles/dma_buf_export.h"

#include <algorithm>

namespace anc::gles {

bool DmaBufExport::offered(const EglDisplay& display) {
  return has_word(display.egl_extensions(), "EGL_MESA_image_dma_buf_export") &&
         display.egl().eglExportDMABUFImageQueryMESA != nullptr &&
         display.egl().eglExportDMABUFImageMESA != nullptr;
}

void DmaBufExport::add_sink(port::DmaBufSink& sink) {
  const std::lock_guard guard(sinks_mutex_);
  sinks_.push_back(&sink);
}

void DmaBufExport::remove_sink(port::DmaBufSink& sink) {
  const std::lock_guard guard(sinks_mutex_);
  std::erase(sinks_, &sink);
}

bool DmaBufExport::has_sinks() const {
  const std::lock_guard guard(sinks_mutex_);
  return !sinks_.empty();
}

void DmaBufExport::hand_on(GLuint framebuffer, const port::Frame& stamps) {
  if (!has_sinks()) return;
  const port::DmaBufFramePtr frame = copy(framebuffer, stamps);
  if (frame == nullptr) return;
  const std::lock_guard guard(sinks_mutex_);
  for (port::DmaBufSink* sink : sinks_) sink->on_frame(frame);
}

port::DmaBufFramePtr DmaBufExport::copy(GLuint framebuffer, const port::Frame& stamps) {
  const auto picture = std::find_if(pictures_.begin(), pictures_.end(),
                                    [](const Picture& each) { return each.given.expired(); });
  if (picture == pictures_.end()) return nullptr;
  if (picture->texture == 0 && !allocate(*picture)) {
    free(*picture);
    return nullptr;
  }
  const auto width = static_cast<GLint>(width_), height = static_cast<GLint>(height_);
  gl_.glBindFramebuffer(GL_READ_FRAMEBUFFER, framebuffer);
  gl_.glBindFramebuffer(GL_DRAW_FRAMEBUFFER, picture->framebuffer);
  gl_.glBlitFramebuffer(0, 0, width, height, 0, 0, width, height, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
  // Not every importer waits for the fence that a driver leaves on the buffer.
  gl_.glFinish();
  const auto frame = describe(*picture);
  if (frame == nullptr) return nullptr;
  frame->number = stamps.number;
  frame->posted_at = stamps.posted_at;
  frame->composed_at = stamps.composed_at;
  frame->rotation = stamps.rotation;
  frame->geometry = stamps.geometry;
  picture->given = frame;
  return frame;
}

bool DmaBufExport::allocate(Picture& picture) {
  gl_.glGenTextures(1, &picture.texture);
  gl_.glBindTexture(GL_TEXTURE_2D, picture.texture);
  gl_.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, static_cast<GLsizei>(width_),
                   static_cast<GLsizei>(height_), 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  gl_.glBindTexture(GL_TEXTURE_2D, 0);
  gl_.glGenFramebuffers(1, &picture.framebuffer);
  gl_.glBindFramebuffer(GL_DRAW_FRAMEBUFFER, picture.framebuffer);
  gl_.glFramebufferTexture2D(GL_DRAW_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D,
                             picture.texture, 0);
  const EglApi& egl = display_.egl();
  picture.image = egl.eglCreateImageKHR(
      display_.handle(), egl.eglGetCurrentContext(), EGL_GL_TEXTURE_2D_KHR,
      reinterpret_cast<EGLClientBuffer>(static_cast<uintptr_t>(picture.texture)), nullptr);
  return picture.image != EGL_NO_IMAGE_KHR;
}

std::shared_ptr<port::DmaBufFrame> DmaBufExport::describe(const Picture& picture) const {
  int fourcc = 0, planes = 0;
  EGLuint64KHR modifier = 0;
  // A picture of several planes, as compressed ones are, cannot be told by one descriptor.
  if (display_.egl().eglExportDMABUFImageQueryMESA(display_.handle(), picture.image, &fourcc,
                                                   &planes, &modifier) != EGL_TRUE ||
      planes != 1) {
    return nullptr;
  }
  int fd = -1;
  EGLint stride = 0, offset = 0;
  const EGLBoolean exported = display_.egl().eglExportDMABUFImageMESA(
      display_.handle(), picture.image, &fd, &stride, &offset);
  auto frame = std::make_shared<port::DmaBufFrame>();
  frame->fd = core::Fd(fd);
  if (exported != EGL_TRUE || fd < 0 || stride <= 0 || offset < 0) return nullptr;
  frame->width = width_;
  frame->height = height_;
  frame->fourcc = static_cast<uint32_t>(fourcc);
  frame->stride = static_cast<uint32_t>(stride);
  frame->offset = static_cast<uint32_t>(offset);
  frame->modifier = modifier;
  return frame;
}

void DmaBufExport::free(Picture& picture) {
  if (picture.texture == 0) return;
  if (picture.image != EGL_NO_IMAGE_KHR) {
    display_.egl().eglDestroyImageKHR(display_.handle(), picture.image);
  }
  gl_.glDeleteFramebuffers(1, &picture.framebuffer);
  gl_.glDeleteTextures(1, &picture.texture);
  picture = {};
}

void DmaBufExport::resize(uint32_t width, uint32_t height) {
  rest();
  width_ = width;
  height_ = height;
}

void DmaBufExport::rest() {
  for (Picture& picture : pictures_) free(picture);
}

}  // namespace anc::gles
