// GLES2: framebuffers and renderbuffers. Framebuffer 0 of a guest is an object of ours
// (default_framebuffer.h), which must look like framebuffer 0 in every call.
#include "internal/gles/gles2.h"

namespace anc::gles {
namespace {

/// Attachments that a host's ES 3 has; ES 2 has the first and the last two.
bool is_attachment(uint32_t attachment) {
  return (attachment >= GL_COLOR_ATTACHMENT0 && attachment < GL_COLOR_ATTACHMENT0 + 8) ||
         attachment == GL_DEPTH_ATTACHMENT || attachment == GL_STENCIL_ATTACHMENT;
}

}  // namespace

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
  if (!state().framebuffers.add(framebuffer)) return error(GL_OUT_OF_MEMORY);
  default_framebuffer().bind(framebuffer);
}

void Gles2::glBindRenderbuffer(uint32_t target, uint32_t renderbuffer) {
  if (target != GL_RENDERBUFFER) return error(GL_INVALID_ENUM);
  if (default_framebuffer().owns_renderbuffer(renderbuffer)) return error(GL_INVALID_OPERATION);
  if (renderbuffer != 0 && context_->group().renderbuffer(renderbuffer) == nullptr) {
    return error(GL_OUT_OF_MEMORY);
  }
  gl_.glBindRenderbuffer(target, renderbuffer);
  state().renderbuffer = renderbuffer;
}

void Gles2::glDeleteFramebuffers(int32_t n, core::Bytes names) {
  each_name("glDeleteFramebuffers", "framebuffers", n, names, [&](uint32_t name) {
    if (default_framebuffer().owns_framebuffer(name)) return;
    // GL binds framebuffer 0 in place of the one that is deleted; ours is another object.
    if (name == default_framebuffer().bound()) default_framebuffer().bind(0);
    gl_.glDeleteFramebuffers(1, &name);
    state().framebuffers.remove(name);
  });
}

void Gles2::glDeleteRenderbuffers(int32_t n, core::Bytes names) {
  each_name("glDeleteRenderbuffers", "renderbuffers", n, names, [&](uint32_t name) {
    if (default_framebuffer().owns_renderbuffer(name)) return;
    gl_.glDeleteRenderbuffers(1, &name);
    if (state().renderbuffer == name) state().renderbuffer = 0;
    state().framebuffers.detach(default_framebuffer().bound(),
                                context_->group().forget_renderbuffer(name));
  });
}

uint8_t Gles2::glIsFramebuffer(uint32_t framebuffer) {
  if (default_framebuffer().owns_framebuffer(framebuffer)) return GL_FALSE;
  return gl_.glIsFramebuffer(framebuffer);
}

uint8_t Gles2::glIsRenderbuffer(uint32_t renderbuffer) {
  if (default_framebuffer().owns_renderbuffer(renderbuffer)) return GL_FALSE;
  return gl_.glIsRenderbuffer(renderbuffer);
}

bool Gles2::attachable(uint32_t target, uint32_t attachment) {
  if (target != GL_FRAMEBUFFER || !is_attachment(attachment)) {
    error(GL_INVALID_ENUM);
    return false;
  }
  if (default_framebuffer().bound() != 0) return true;
  error(GL_INVALID_OPERATION);
  return false;
}

void Gles2::glFramebufferTexture2D(uint32_t target, uint32_t attachment, uint32_t kind,
                                   uint32_t texture, int32_t level) {
  if (!attachable(target, attachment)) return;
  auto image = texture != 0 ? context_->group().texture(texture) : nullptr;
  if (image != nullptr) image->may_be_drawn_into();
  state().framebuffers.attach(default_framebuffer().bound(), attachment, std::move(image));
  gl_.glFramebufferTexture2D(target, attachment, kind, texture, level);
}

void Gles2::glFramebufferRenderbuffer(uint32_t target, uint32_t attachment, uint32_t kind,
                                      uint32_t renderbuffer) {
  if (!attachable(target, attachment)) return;
  if (default_framebuffer().owns_renderbuffer(renderbuffer)) return error(GL_INVALID_OPERATION);
  state().framebuffers.attach(
      default_framebuffer().bound(), attachment,
      renderbuffer != 0 ? context_->group().renderbuffer(renderbuffer) : nullptr);
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
