// Which images the framebuffer objects of a context hold on to. No GL in here.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "internal/gles/image_memory.h"

namespace anc::gles {

/// An image stays in memory while a framebuffer object has it attached, also without its name; of
/// the bound framebuffer alone a deleted image is detached (GLES 2.0, 4.4.2). One thread at a time.
class Framebuffers {
 public:
  explicit Framebuffers(Budget* budget) : budget_(budget) {}

  /// A new name becomes an object, by glGenFramebuffers or its first bind. False when the budget
  /// has no room.
  bool add(uint32_t name);
  void remove(uint32_t name) { objects_.erase(name); }

  /// `image` (null: none) is attached to the object `name`, if that is one.
  void attach(uint32_t name, uint32_t attachment, std::shared_ptr<ImageMemory> image);
  /// The name of an image was deleted while the object `name` was bound.
  void detach(uint32_t name, const std::shared_ptr<ImageMemory>& image);

  size_t size() const { return objects_.size(); }

 private:
  struct Object {
    explicit Object(Budget* budget) : charge(budget) {}
    Charge charge;
    std::map<uint32_t, std::shared_ptr<ImageMemory>> attachments;
  };

  Budget* const budget_;
  std::map<uint32_t, std::unique_ptr<Object>> objects_;
};

}  // namespace anc::gles
