// A guest's GL context and what the host remembers of its state in order to check calls.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>

#include "internal/gles/default_framebuffer.h"
#include "internal/gles/egl_display.h"
#include "internal/gles/framebuffers.h"
#include "internal/gles/gles1_context.h"
#include "internal/gles/gles1_library.h"
#include "internal/gles/share_group.h"

namespace anc::gles {

/// A context that works with every surface. Current on one thread at most, which alone touches
/// `state()`. Destroyed when neither a handle nor a connection refers to it.
class Context {
 public:
  /// What was set by calls that went to the driver.
  struct State {
    explicit State(Budget* budget)
        : client_arrays(budget), default_texture(budget), framebuffers(budget) {}
    VertexArrays arrays;
    Charge client_arrays;  ///< what `arrays` hold of the guest's memory
    std::shared_ptr<BufferSize> array_buffer, element_buffer;  ///< null: none bound
    uint32_t array_buffer_name = 0, element_buffer_name = 0;
    /// What the driver has bound for vertices: it follows `array_buffer` when a call depends on it.
    std::shared_ptr<BufferSize> driver_array_buffer;
    std::shared_ptr<BufferSize> recent_buffer;  ///< spares guests that change to and fro a look-up
    uint32_t recent_buffer_name = 0;
    uint32_t pack_alignment = 4, unpack_alignment = 4;
    uint32_t error = 0;           ///< of a call that was refused here, until glGetError fetches it
    uint32_t renderbuffer = 0;    ///< the bound one's name
    ImageMemory default_texture;  ///< of the textures without a name, which no group shares
    Framebuffers framebuffers;    ///< without framebuffer 0
    /// Names of textures that were bound lately, by their low bits: these are objects already.
    std::array<uint32_t, 64> seen_textures{};
    int max_attributes = -1;  ///< asked for at first use
    /// When the last shader was compiled; nullopt: the compiler holds nothing.
    std::optional<std::chrono::steady_clock::time_point> compiled_at;
  };

  /// What a context takes of the budget: llvmpipe's own is about that, of a GPU less.
  static constexpr uint64_t kBytes = uint64_t{1} << 20;

  /// `version` is 1, 2 or 3; one of 1 is the host's own where `gles1` says so, else one of the
  /// host's GLES 3, in which it is emulated. nullptr when the host cannot make one or `memory`,
  /// which outlives it, has not that much left.
  static std::shared_ptr<Context> create(const EglDisplay& display, Budget& memory,
                                         const Gles1Host& gles1, int version, const Context* share);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  EGLContext handle() const { return handle_; }
  int version() const { return version_; }
  ShareGroup& group() const { return *group_; }
  State& state() { return state_; }
  DefaultFramebuffer& default_framebuffer() { return default_framebuffer_; }
  /// Only for version 1.
  Gles1Context& gles1() { return *gles1_; }
  /// The functions of its version: null are those that it has not.
  const GlApi& gl() const { return gl_; }
  /// Not the host's own GLES 1.1, which has no call to ask whether it was lost.
  bool is_gles3() const { return &gl_ == &display_.gl(); }

  /// Reserves it for this thread; false when another one has it current.
  bool take() { return !taken_.exchange(true, std::memory_order_acquire); }
  void put_back() { taken_.store(false, std::memory_order_release); }

 private:
  Context(const EglDisplay& display, const GlApi& gl, Budget& memory, Budget::Share share,
          EGLContext handle, int version, std::shared_ptr<ShareGroup> group)
      : display_(display),
        gl_(gl),
        memory_(std::move(share)),
        handle_(handle),
        version_(version),
        group_(std::move(group)),
        state_(&memory),
        default_framebuffer_(gl, memory),
        gles1_(version == 1 ? std::make_unique<Gles1Context>() : nullptr) {}

  const EglDisplay& display_;
  const GlApi& gl_;
  const Budget::Share memory_;
  const EGLContext handle_;
  const int version_;
  const std::shared_ptr<ShareGroup> group_;
  std::atomic<bool> taken_{false};
  State state_;
  DefaultFramebuffer default_framebuffer_;
  const std::unique_ptr<Gles1Context> gles1_;  ///< null for version 2
};

}  // namespace anc::gles
