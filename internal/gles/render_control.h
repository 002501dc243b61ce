// renderControl calls of a guest: strings, configs, contexts, surfaces, colour buffers, layers.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "internal/core/bytes.h"
#include "internal/gles/core.h"
#include "internal/gles/gles1.h"
#include "internal/gles/gles2.h"
#include "internal/gles/refusal.h"
#include "internal/gles/scene.h"
#include "wire/rc_functions.h"

namespace anc::gles {

/// The decoder's target for one connection (wire::decode_rc); holds what is current on its thread.
/// What each call means: gles-wire.md 8. One thread.
class RenderControl {
 public:
  RenderControl(Core& core, Gles2& gles2, Refusal& refusal, Objects::ConnectionId connection,
                Objects::OwnerId owner)
      : core_(core), gles2_(gles2), refusal_(refusal), connection_(connection), owner_(owner) {}
  /// Unbinds; the thread's EGL state is released.
  ~RenderControl();
  RenderControl(const RenderControl&) = delete;
  RenderControl& operator=(const RenderControl&) = delete;

#define ANC_DECLARE(opcode, ret, name, params, args) ret name params;
  ANC_RC_FUNCTIONS(ANC_DECLARE)
#undef ANC_DECLARE

  /// A context whose GLES2 calls are drawn is current.
  bool draws() const { return current_.context != nullptr && current_.context->version() >= 2; }
  /// Where GLES1 calls go; nullptr while no context for them is current.
  Gles1* gles1() const {
    return current_.context != nullptr && current_.context->version() == 1 ? gles1_.get() : nullptr;
  }

 private:
  struct Current {
    std::shared_ptr<Context> context;
    std::shared_ptr<WindowSurface> draw, read;
    std::shared_ptr<SharedImage> draw_storage, read_storage;
  };
  bool make_current(Current next);
  void release_current();
  /// Tells whichever draws for that context about it; nullptr: none is current.
  void use(Context* context);
  /// Surfaces that got new storage are made current again.
  void refresh_current();
  /// Whether the rectangle is one of the buffer's in a format that buffers take; refuses an array
  /// that does not hold it.
  bool holds(const PixelRect& rect, const ColorBuffer& buffer, uint32_t format, uint32_t type,
             size_t length);
  /// Waits for the guest's own drawing before its buffers are touched by other contexts.
  void finish_drawing();

  Core& core_;
  Gles2& gles2_;
  std::unique_ptr<Gles1> gles1_;  ///< made when a context of version 1 is first current
  Refusal& refusal_;
  const Objects::ConnectionId connection_;
  const Objects::OwnerId owner_;
  Current current_;
  Scene layers_;  ///< posted since the last "done"
};

}  // namespace anc::gles
