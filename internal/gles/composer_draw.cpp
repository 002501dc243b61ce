// The picture that a scene becomes, and the texture it is drawn into: see composer.h.
#include <algorithm>

#include "internal/gles/composer.h"

namespace anc::gles {

Result<void> Composer::prepare() {
  const EglDisplay& display = helpers_.display();
  if (!display.make_current(helpers_.root())) {
    return fail(Kind::kGraphics, "use the host's own GL context");
  }
  const bool paints = painter_.prepare();
  gl_.glGenFramebuffers(1, &framebuffer_);
  GLint most = 0;
  gl_.glGetIntegerv(GL_MAX_TEXTURE_SIZE, &most);
  display.release_current();
  largest_ = static_cast<uint32_t>(std::max(most, 0));
  if (!paints || display_.width > largest_ || display_.height > largest_) {
    return fail(Kind::kGraphics, "prepare the composer on " + display.renderer());
  }
  return {};
}

void Composer::attach_target() {
  gl_.glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_);
  if (target_ != 0) return;
  gl_.glGenTextures(1, &target_);
  gl_.glBindTexture(GL_TEXTURE_2D, target_);
  gl_.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, static_cast<GLsizei>(display_.width),
                   static_cast<GLsizei>(display_.height), 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  gl_.glBindTexture(GL_TEXTURE_2D, 0);
  gl_.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, target_, 0);
}

void Composer::drop_target() {
  if (target_ == 0) return;
  gl_.glDeleteTextures(1, &target_);
  target_ = 0;
  drawn_ = false;
  read_back_->rest();
  dma_bufs_.rest();
  // The driver keeps what it drew to last: let that be something small.
  GLuint spare = 0;
  gl_.glGenTextures(1, &spare);
  gl_.glBindTexture(GL_TEXTURE_2D, spare);
  gl_.glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, 1, 1, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
  gl_.glBindTexture(GL_TEXTURE_2D, 0);
  gl_.glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, spare, 0);
  gl_.glClear(GL_COLOR_BUFFER_BIT);
  gl_.glFinish();
  gl_.glDeleteTextures(1, &spare);
}

void Composer::draw() {
  attach_target();
  painter_.paint(framebuffer_, display_.width, display_.height, layers_of(*known_));
}

}  // namespace anc::gles
