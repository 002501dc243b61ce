// The limit that the renderer is held against: a trace's GL calls in a flat list.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <vector>

#include "internal/gles/egl_display.h"
#include "tests/bench/trace.h"
#include "tests/bench/trace_peer.h"

namespace anc::bench {

/// GL calls with their arguments ready, one for each GL packet of the trace that does not ask for
/// something; arrays lie aligned in memory. A swap is a blit to a texture in the same context, and
/// nobody waits for it.
class StraightList {
 public:
  /// `trace` has the ids of this host in it: a context of its own gives the same names to the same
  /// calls. kFailure for a call that the list does not know.
  static Result<StraightList> build(const Trace& trace);

  /// Set-up and frames in a new context on the calling thread, up to glFinish; seconds of the
  /// frames. `ready` as for TracePeer.
  Result<double> run(const gles::EglDisplay& display,
                     const std::function<Clock::time_point()>& ready) const;

 private:
  struct Builder;
  struct Call {
    void (*run)(const gles::GlApi&, const Call&);
    std::array<uint32_t, 5> value;
    const std::byte* data;
  };

  std::vector<Call> calls_;
  size_t setup_calls_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> arrays_;
};

}  // namespace anc::bench
