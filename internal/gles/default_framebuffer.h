// What framebuffer 0 is in a guest's context: framebuffer objects around shared images.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "internal/gles/gl_api.h"
#include "internal/gles/shared_image.h"

namespace anc::gles {

/// Bits of depth and stencil that a surface has, from its config.
struct DepthSizes {
  int depth = 0, stencil = 0;
};

/// Contexts of guests have no EGL surface: what they draw to as framebuffer 0 is a framebuffer
/// object whose colour attachment shares the storage of a window surface. A flush is then a blit in
/// the guest's own context, which no other thread can hold up, and nobody copies a surface each
/// time it stops being current, as Mesa does with a pbuffer.
///
/// One per context; needs that context current but for the constructor, `detach` and questions. The
/// names it takes are the driver's own, so guests never get them; `owns_…` are for calls that name
/// one anyway.
class DefaultFramebuffer {
 public:
  /// `gl`: functions of the context's version; glBlitFramebuffer may be null, and so may
  /// glFramebufferParameteriMESA where surfaces are Rows::kBottomFirst.
  /// `memory`: what depth and stencil are taken from; outlives this.
  DefaultFramebuffer(const GlApi& gl, Budget& memory) : gl_(gl), memory_(memory) {}

  /// From now on framebuffer 0 is drawn to `draw` and read from `read`; bound if the guest has
  /// framebuffer 0 bound. The first time, viewport and scissor box become the surface, as
  /// eglMakeCurrent has it. False where the driver has no memory.
  bool attach(const std::shared_ptr<SharedImage>& draw, const std::shared_ptr<SharedImage>& read,
              const DepthSizes& sizes);
  /// Nothing is attached any more. Contents of the images stay.
  void detach();

  /// The guest binds framebuffer 0, or (`name` is the guest's own) another one.
  void bind(uint32_t name);
  /// What the guest has bound; 0 stands for the default framebuffer.
  uint32_t bound() const { return bound_; }
  const DepthSizes& sizes() const { return sizes_; }
  /// The guest is about to use depth or stencil: from now on surfaces of this context that were
  /// promised some have it. Most never ask, and it is as large as the picture.
  void want_depth();

  /// Copies what framebuffer 0 shows to `target`, and waits for the end of it. False
  /// without glBlitFramebuffer or memory.
  bool flush_to(const std::shared_ptr<SharedImage>& target);

  bool owns_framebuffer(uint32_t name) const;
  bool owns_renderbuffer(uint32_t name) const;
  /// Renderbuffers to delete in another context of the share group, once this one is gone.
  std::vector<GLuint> renderbuffers() const;

 private:
  struct Entry {
    std::weak_ptr<SharedImage> image;
    GLuint framebuffer = 0, color = 0, depth = 0;
    Budget::Share depth_memory{};
  };

  /// The framebuffer object of that image, made at first use; nullptr when it is not complete.
  Entry* entry(const std::shared_ptr<SharedImage>& image);
  bool build(Entry& entry, const SharedImage& image);
  void add_depth(Entry& entry, const SharedImage& image);
  void drop_expired();
  void destroy(const Entry& entry);
  void bind_default();

  const GlApi& gl_;
  Budget& memory_;
  std::vector<Entry> entries_;
  std::shared_ptr<SharedImage> draw_, read_;
  GLuint draw_name_ = 0, read_name_ = 0;
  DepthSizes sizes_;
  uint32_t bound_ = 0;
  bool depth_wanted_ = false;
  bool attached_before_ = false;
};

}  // namespace anc::gles
