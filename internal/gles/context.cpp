// Guest contexts: see context.h.
#include "internal/gles/context.h"

#include <utility>

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

void ShareGroup::bury(std::vector<GLuint> renderbuffers) {
  graves_.with([&](auto& graves) {
    graves.insert(graves.end(), renderbuffers.begin(), renderbuffers.end());
  });
}

void ShareGroup::delete_buried(const GlApi& gl) {
  const std::vector<GLuint> names =
      graves_.with([](auto& graves) { return std::exchange(graves, {}); });
  if (!names.empty()) gl.glDeleteRenderbuffers(static_cast<GLsizei>(names.size()), names.data());
}

Context::~Context() {
  group_->bury(default_framebuffer_.renderbuffers());
  display_.egl().eglDestroyContext(display_.handle(), handle_);
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
