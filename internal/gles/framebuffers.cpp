// Attachments of framebuffer objects: see framebuffers.h.
#include "internal/gles/framebuffers.h"

#include <utility>

namespace anc::gles {

bool Framebuffers::add(uint32_t name) {
  if (name == 0 || objects_.contains(name)) return true;
  auto object = std::make_unique<Object>(budget_);
  if (!object->charge.resize(ImageMemory::kObjectBytes)) return false;
  objects_[name] = std::move(object);
  return true;
}

void Framebuffers::attach(uint32_t name, uint32_t attachment, std::shared_ptr<ImageMemory> image) {
  const auto found = objects_.find(name);
  if (found == objects_.end()) return;
  if (image == nullptr) {
    found->second->attachments.erase(attachment);
  } else {
    found->second->attachments[attachment] = std::move(image);
  }
}

void Framebuffers::detach(uint32_t name, const std::shared_ptr<ImageMemory>& image) {
  const auto found = objects_.find(name);
  if (found == objects_.end()) return;
  std::erase_if(found->second->attachments, [&](const auto& at) { return at.second == image; });
}

}  // namespace anc::gles
