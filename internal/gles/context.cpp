// Guest contexts: see context.h.
#include "internal/gles/context.h"

namespace anc::gles {

std::shared_ptr<BufferSize> ShareGroup::buffer(uint32_t name) {
  return buffers_.with([&](auto& buffers) {
    std::shared_ptr<BufferSize>& entry = buffers[name];
    if (entry == nullptr) entry = std::make_shared<BufferSize>();
    return entry;
  });
}

void ShareGroup::forget(uint32_t name) {
  buffers_.with([&](auto& buffers) { buffers.erase(name); });
}

std::shared_ptr<Context> Context::create(const EglDisplay& display, int version,
                                         const Context* share) {
  const EGLContext handle =
      display.create_context(share != nullptr ? share->handle_ : EGL_NO_CONTEXT);
  if (handle == EGL_NO_CONTEXT) return nullptr;
  auto group = share != nullptr ? share->group_ : std::make_shared<ShareGroup>();
  return std::shared_ptr<Context>(new Context(display, handle, version, std::move(group)));
}

}  // namespace anc::gles
