// A guest's GL context and what the host remembers of its state in order to check calls.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "internal/core/guarded.h"
#include "internal/gles/color_buffer.h"
#include "internal/gles/default_framebuffer.h"
#include "internal/gles/egl_display.h"
#include "internal/gles/vertex_arrays.h"

namespace anc::gles {

/// What contexts of one share group have in common: sizes of buffer objects by name, and what a
/// context that is gone has left to delete. Any thread.
class ShareGroup {
 public:
  /// The buffer of that name; a new name gets size 0, as after a first bind.
  std::shared_ptr<BufferSize> buffer(uint32_t name);
  void forget(uint32_t name);

  /// Renderbuffers of a context that ends; they would keep their images' memory.
  void bury(std::vector<GLuint> renderbuffers);
  /// Deletes them. A context of the group is current.
  void delete_buried(const GlApi& gl);

 private:
  core::Guarded<std::unordered_map<uint32_t, std::shared_ptr<BufferSize>>> buffers_;
  core::Guarded<std::vector<GLuint>> graves_;
};

/// A context that works with every surface. Current on one thread at most, which alone touches
/// `state()`. Destroyed when neither a handle nor a connection refers to it.
class Context {
 public:
  /// What was set by calls that went to the driver.
  struct State {
    VertexArrays arrays;
    std::shared_ptr<BufferSize> array_buffer, element_buffer;  ///< null: none bound
    uint32_t array_buffer_name = 0, element_buffer_name = 0;
    uint32_t pack_alignment = 4, unpack_alignment = 4;
    uint32_t error = 0;  ///< of a call that was refused here, until glGetError fetches it
    /// Textures that share the storage of a colour buffer.
    std::unordered_map<uint32_t, std::weak_ptr<ColorBuffer>> siblings;
    int max_attributes = -1;  ///< asked for at first use
    /// When the last shader was compiled; nullopt: the compiler holds nothing.
    std::optional<std::chrono::steady_clock::time_point> compiled_at;
  };

  /// `version` is 2, or 1 for a context whose GL calls are accepted and not drawn. nullptr when the
  /// host cannot make one.
  static std::shared_ptr<Context> create(const EglDisplay& display, int version,
                                         const Context* share);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  EGLContext handle() const { return handle_; }
  int version() const { return version_; }
  ShareGroup& group() const { return *group_; }
  State& state() { return state_; }
  DefaultFramebuffer& default_framebuffer() { return default_framebuffer_; }

  /// Reserves it for this thread; false when another one has it current.
  bool take() { return !taken_.exchange(true, std::memory_order_acquire); }
  void put_back() { taken_.store(false, std::memory_order_release); }

 private:
  Context(const EglDisplay& display, EGLContext handle, int version,
          std::shared_ptr<ShareGroup> group)
      : display_(display),
        handle_(handle),
        version_(version),
        group_(std::move(group)),
        default_framebuffer_(display.gl()) {}

  const EglDisplay& display_;
  const EGLContext handle_;
  const int version_;
  const std::shared_ptr<ShareGroup> group_;
  std::atomic<bool> taken_{false};
  State state_;
  DefaultFramebuffer default_framebuffer_;
};

}  // namespace anc::gles
