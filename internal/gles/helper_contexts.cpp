// The pool of the host's own contexts: see helper_contexts.h.
#include "internal/gles/helper_contexts.h"

#include <utility>

namespace anc::gles {

Result<std::unique_ptr<HelperContexts>> HelperContexts::create(const EglDisplay& display) {
  const EGLContext root = display.create_context(EGL_NO_CONTEXT);
  if (root == EGL_NO_CONTEXT) return fail(Kind::kGraphics, "create the host's own GL context");
  return std::unique_ptr<HelperContexts>(new HelperContexts(display, root));
}

HelperContexts::~HelperContexts() {
  // What is still buried goes with the last context of the share group; images do not.
  for (const Grave& grave : graves_) {
    display_.egl().eglDestroyImageKHR(display_.handle(), grave.image);
  }
  for (const Helper& helper : helpers_) {
    if (helper.context != EGL_NO_CONTEXT) {
      display_.egl().eglDestroyContext(display_.handle(), helper.context);
    }
  }
  display_.egl().eglDestroyContext(display_.handle(), root_);
}

bool HelperContexts::rest() {
  std::vector<EGLContext> idle;
  bool left = false;
  {
    const std::lock_guard guard(mutex_);
    for (Helper& helper : helpers_) {
      if (helper.context == EGL_NO_CONTEXT) continue;
      if (helper.taken || std::exchange(helper.used, false)) {
        left = true;
        continue;
      }
      idle.push_back(helper.context);
      helper = {};
    }
  }
  for (const EGLContext context : idle)
    display_.egl().eglDestroyContext(display_.handle(), context);
  return left;
}

void HelperContexts::bury(GLuint texture, EGLImageKHR image) {
  const std::lock_guard guard(mutex_);
  graves_.push_back({texture, image});
}

void HelperContexts::delete_buried() {
  std::vector<Grave> graves;
  {
    const std::lock_guard guard(mutex_);
    graves.swap(graves_);
  }
  for (const Grave& grave : graves) {
    display_.egl().eglDestroyImageKHR(display_.handle(), grave.image);
    display_.gl().glDeleteTextures(1, &grave.texture);
  }
}

size_t HelperContexts::take() {
  std::unique_lock lock(mutex_);
  for (;;) {
    size_t fresh = helpers_.size();
    for (size_t i = 0; i < helpers_.size(); ++i) {
      if (helpers_[i].taken) continue;
      fresh = i;
      if (helpers_[i].context != EGL_NO_CONTEXT) break;
    }
    if (fresh < helpers_.size()) {
      helpers_[fresh].taken = true;
      return fresh;
    }
    returned_.wait(lock);
  }
}

HelperContexts::Scope::Scope(HelperContexts& helpers) : helpers_(helpers), index_(helpers.take()) {
  const EglDisplay& display = helpers_.display_;
  old_context_ = display.egl().eglGetCurrentContext();
  // Taken by this thread alone: its fields need no lock.
  Helper& helper = helpers_.helpers_[index_];
  helper.used = true;
  if (helper.context == EGL_NO_CONTEXT) helper.context = display.create_context(helpers_.root_);
  ok_ = helper.context != EGL_NO_CONTEXT && display.make_current(helper.context);
  if (!ok_) return;
  if (helper.framebuffer == 0) {
    gl().glGenFramebuffers(1, &helper.framebuffer);
    gl().glGenFramebuffers(1, &helper.read_framebuffer);
  }
  helpers_.delete_buried();
}

HelperContexts::Scope::~Scope() {
  const EglDisplay& display = helpers_.display_;
  if (ok_ && !display.make_current(old_context_)) display.release_current();
  {
    const std::lock_guard guard(helpers_.mutex_);
    helpers_.helpers_[index_].taken = false;
  }
  helpers_.returned_.notify_one();
}

void HelperContexts::Scope::attach(GLenum target, GLuint texture) const {
  const Helper& helper = helpers_.helpers_[index_];
  gl().glBindFramebuffer(
      target, target == GL_READ_FRAMEBUFFER ? helper.read_framebuffer : helper.framebuffer);
  gl().glFramebufferTexture2D(target, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, texture, 0);
}

}  // namespace anc::gles
