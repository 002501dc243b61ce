// Guest contexts: see context.h.
#include "internal/gles/context.h"

namespace anc::gles {

Context::~Context() {
  group_->bury(default_framebuffer_.renderbuffers());
  display_.egl().eglDestroyContext(display_.handle(), handle_);
}

std::shared_ptr<Context> Context::create(const EglDisplay& display, Budget& memory, int version,
                                         const Context* share) {
  Budget::Share bytes = memory.take(kBytes);
  if (!bytes) return nullptr;
  const EGLContext handle =
      display.create_context(share != nullptr ? share->handle_ : EGL_NO_CONTEXT);
  if (handle == EGL_NO_CONTEXT) return nullptr;
  auto group = share != nullptr ? share->group_ : std::make_shared<ShareGroup>(&memory);
  return std::shared_ptr<Context>(
      new Context(display, memory, std::move(bytes), handle, version, std::move(group)));
}

}  // namespace anc::gles
