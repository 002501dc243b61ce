// Guest contexts: see context.h.
#include "internal/gles/context.h"

namespace anc::gles {

Context::~Context() {
  group_->bury(default_framebuffer_.renderbuffers());
  display_.egl().eglDestroyContext(display_.handle(), handle_);
}

std::shared_ptr<Context> Context::create(const EglDisplay& display, Budget& memory,
                                         const Gles1Host& gles1, int version,
                                         const Context* share) {
  Budget::Share bytes = memory.take(kBytes);
  if (!bytes) return nullptr;
  const EGLContext shared = share != nullptr ? share->handle_ : EGL_NO_CONTEXT;
  const NativeGles1* native = version == 1 ? gles1.native() : nullptr;
  const EGLContext handle = native != nullptr ? Gles1Host::create_context(display, shared)
                                              : display.create_context(shared);
  if (handle == EGL_NO_CONTEXT) return nullptr;
  auto group = share != nullptr ? share->group_ : std::make_shared<ShareGroup>(&memory);
  const GlApi& gl = native != nullptr ? native->common : display.gl();
  return std::shared_ptr<Context>(
      new Context(display, gl, memory, std::move(bytes), handle, version, std::move(group)));
}

}  // namespace anc::gles
