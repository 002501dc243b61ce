// GLES2: framebuffers and renderbuffers. Framebuffer 0 of a guest is an object of ours
// (default_framebuffer.h), which must look like framebuffer 0 in every call.
#include "internal/gles/gles2.h"

namespace anc::gles {

void Gles2::glEnable(uint32_t capability) {
  if (capability == GL_DEPTH_TEST || capability == GL_STENCIL_TEST) {
    default_framebuffer().want_depth();
  }
  gl_.glEnable(capability);
}

void Gles2::glClear(uint32_t mask) {
  constexpr uint32_t kDepth = GL_DEPTH_BUFFER_BIT | GL_STENCIL_BUFFER_BIT;
  if ((mask & kDepth) != 0 && default_framebuffer().bound() == 0) {
    default_framebuffer().want_depth();
  }
  gl_.glClear(mask);
}

void Gles2::glBindFramebuffer(uint32_t target, uint32_t framebuffer) {
  // The host's ES 3 has one target to draw and one to read; a guest of ES 2 has both as one.
  if (target != GL_FRAMEBUFFER) return error(GL_INVALID_ENUM);
  if (default_framebuffer().owns_framebuffer(framebuffer)) return error(GL_INVALID_OPERATION);
  default_framebuffer().bind(framebuffer);
}

void Gles2::glBindRenderbuffer(uint32_t target, uint32_t renderbuffer) {
  if (default_framebuffer().owns_renderbuffer(renderbuffer)) return error(GL_INVALID_OPERATION);
  gl_.glBindRenderbuffer(target, renderbuffer);
}

void Gles2::glDeleteFramebuffers(int32_t n, core::Bytes names) {
  if (!counted("glDeleteFramebuffers", "framebuffers", n, 4, names.size())) return;
  core::ByteReader reader(names);
  for (int32_t i = 0; i < n; ++i) {
    const uint32_t name = reader.u32le();
    if (name == 0 || default_framebuffer().owns_framebuffer(name)) continue;
    // GL binds framebuffer 0 in place of the one that is deleted; ours is another object.
    if (name == default_framebuffer().bound()) default_framebuffer().bind(0);
    gl_.glDeleteFramebuffers(1, &name);
  }
}

void Gles2::glDeleteRenderbuffers(int32_t n, core::Bytes names) {
  if (!counted("glDeleteRenderbuffers", "renderbuffers", n, 4, names.size())) return;
  core::ByteReader reader(names);
  for (int32_t i = 0; i < n; ++i) {
    const uint32_t name = reader.u32le();
    if (!default_framebuffer().owns_renderbuffer(name)) gl_.glDeleteRenderbuffers(1, &name);
  }
}

uint8_t Gles2::glIsFramebuffer(uint32_t framebuffer) {
  if (default_framebuffer().owns_framebuffer(framebuffer)) return GL_FALSE;
  return gl_.glIsFramebuffer(framebuffer);
}

uint8_t Gles2::glIsRenderbuffer(uint32_t renderbuffer) {
  if (default_framebuffer().owns_renderbuffer(renderbuffer)) return GL_FALSE;
  return gl_.glIsRenderbuffer(renderbuffer);
}

bool Gles2::attachable(uint32_t target) {
  if (target != GL_FRAMEBUFFER) {
    error(GL_INVALID_ENUM);
    return false;
  }
  if (default_framebuffer().bound() != 0) return true;
  error(GL_INVALID_OPERATION);
  return false;
}

void Gles2::glFramebufferTexture2D(uint32_t target, uint32_t attachment, uint32_t kind,
                                   uint32_t texture, int32_t level) {
  if (!attachable(target)) return;
  const auto sibling = state().siblings.find(texture);
  if (sibling != state().siblings.end()) {
    if (const auto buffer = sibling->second.lock()) buffer->draws_unseen();
  }
  gl_.glFramebufferTexture2D(target, attachment, kind, texture, level);
}

void Gles2::glFramebufferRenderbuffer(uint32_t target, uint32_t attachment, uint32_t kind,
                                      uint32_t renderbuffer) {
  if (!attachable(target)) return;
  if (default_framebuffer().owns_renderbuffer(renderbuffer)) return error(GL_INVALID_OPERATION);
  gl_.glFramebufferRenderbuffer(target, attachment, kind, renderbuffer);
}

std::optional<GLint> Gles2::own_value(uint32_t name) {
  const bool by_default = default_framebuffer().bound() == 0;
  switch (name) {
    case GL_FRAMEBUFFER_BINDING:
      return static_cast<GLint>(default_framebuffer().bound());
    case GL_DEPTH_BITS:  // promised, though perhaps not made yet
      if (by_default) return default_framebuffer().sizes().depth;
      return std::nullopt;
    case GL_STENCIL_BITS:
      if (by_default) return default_framebuffer().sizes().stencil;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace anc::gles
