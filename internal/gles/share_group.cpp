// Objects of a share group: see share_group.h.
#include "internal/gles/share_group.h"

#include <utility>

namespace anc::gles {

std::shared_ptr<BufferSize> ShareGroup::buffer(uint32_t name) {
  return buffers_.with([&](auto& buffers) -> std::shared_ptr<BufferSize> {
    const auto found = buffers.find(name);
    if (found != buffers.end()) return found->second;
    auto made = std::make_shared<BufferSize>(budget_);
    if (!made->memory.resize(ImageMemory::kObjectBytes)) return nullptr;
    return buffers[name] = std::move(made);
  });
}

void ShareGroup::forget(uint32_t buffer) {
  buffers_.with([&](auto& buffers) {
    const auto found = buffers.find(buffer);
    if (found == buffers.end()) return;
    found->second->deleted.store(true, std::memory_order_relaxed);
    buffers.erase(found);
  });
}

std::shared_ptr<ImageMemory> ShareGroup::image(core::Guarded<Images>& images, uint32_t name) {
  return images.with([&](Images& known) -> std::shared_ptr<ImageMemory> {
    const auto found = known.find(name);
    if (found != known.end()) return found->second;
    auto made = std::make_shared<ImageMemory>(budget_);
    if (!made->resize(ImageMemory::kObject, ImageMemory::kObjectBytes)) return nullptr;
    return known[name] = std::move(made);
  });
}

std::shared_ptr<ImageMemory> ShareGroup::forget_image(core::Guarded<Images>& images,
                                                      uint32_t name) {
  return images.with([&](Images& known) {
    auto node = known.extract(name);
    return node ? std::move(node.mapped()) : nullptr;
  });
}

std::shared_ptr<ImageMemory> ShareGroup::texture(uint32_t name) { return image(textures_, name); }
std::shared_ptr<ImageMemory> ShareGroup::renderbuffer(uint32_t name) {
  return image(renderbuffers_, name);
}
std::shared_ptr<ImageMemory> ShareGroup::forget_texture(uint32_t name) {
  return forget_image(textures_, name);
}
std::shared_ptr<ImageMemory> ShareGroup::forget_renderbuffer(uint32_t name) {
  return forget_image(renderbuffers_, name);
}

std::shared_ptr<ColorBuffer> ShareGroup::color_buffer_of(uint32_t texture) const {
  return textures_.with([&](const Images& known) -> std::shared_ptr<ColorBuffer> {
    const auto found = known.find(texture);
    return found != known.end() ? found->second->color_buffer() : nullptr;
  });
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

}  // namespace anc::gles
