// The objects that contexts of one share group have in common, as far as the host keeps account.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "internal/core/guarded.h"
#include "internal/fixed/texture_env.h"
#include "internal/gles/gl_api.h"
#include "internal/gles/image_memory.h"
#include "internal/gles/shader_memory.h"
#include "internal/gles/vertex_arrays.h"

namespace anc::gles {

/// Objects by their GL names; a name that is new becomes an object, as by its first bind. Also what
/// a context that is gone has left to delete. What they take of the budget goes back with the
/// group's last context. Any thread.
class ShareGroup {
 public:
  /// `budget` is that of the instance and outlives the group; null: nothing is counted.
  explicit ShareGroup(Budget* budget) : budget_(budget), shaders_(ShaderMemory(budget)) {}

  /// Null when a new object finds no memory left.
  std::shared_ptr<BufferSize> buffer(uint32_t name);
  std::shared_ptr<ImageMemory> texture(uint32_t name);
  std::shared_ptr<ImageMemory> renderbuffer(uint32_t name);
  /// The colour buffer whose storage that texture has, or null.
  std::shared_ptr<ColorBuffer> color_buffer_of(uint32_t texture) const;

  /// The name was deleted. Returns what it named, which may live on elsewhere, or null.
  void forget(uint32_t buffer);
  std::shared_ptr<ImageMemory> forget_texture(uint32_t name);
  std::shared_ptr<ImageMemory> forget_renderbuffer(uint32_t name);

  /// Calls `use` with the textures that emulated contexts of GLES 1 know, by name.
  template <class Use>
  void with_fixed_textures(Use use) {
    fixed_textures_.with(use);
  }

  /// Renderbuffers of a context that ends; they would keep their images' memory.
  void bury(std::vector<GLuint> renderbuffers);
  /// Deletes them. A context of the group is current.
  void delete_buried(const GlApi& gl);

  core::Guarded<ShaderMemory>& shaders() { return shaders_; }

 private:
  using Images = std::unordered_map<uint32_t, std::shared_ptr<ImageMemory>>;
  std::shared_ptr<ImageMemory> image(core::Guarded<Images>& images, uint32_t name);
  static std::shared_ptr<ImageMemory> forget_image(core::Guarded<Images>& images, uint32_t name);

  Budget* const budget_;
  core::Guarded<std::unordered_map<uint32_t, std::shared_ptr<BufferSize>>> buffers_;
  core::Guarded<Images> textures_, renderbuffers_;
  core::Guarded<std::unordered_map<uint32_t, fixed::Texture>> fixed_textures_;
  core::Guarded<ShaderMemory> shaders_;
  core::Guarded<std::vector<GLuint>> graves_;
};

}  // namespace anc::gles
