// Guests that play a trace: one in memory, one behind a socket.
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "internal/core/fd.h"
#include "internal/gles/peer.h"
#include "tests/bench/trace.h"

namespace anc::bench {

using Clock = std::chrono::steady_clock;

/// Hands the host a trace: the set-up step by step as it was recorded, then the frames without
/// waiting, then a glFinish. Every id is in place before the frames begin. One thread.
class TracePeer final : public gles::Peer {
 public:
  /// `in_step`: waits for the answers of the frames too, as the guest did. `ready` is called
  /// between set-up and frames and returns when the clock starts.
  TracePeer(Trace trace, bool in_step, std::function<Clock::time_point()> ready);

  size_t read(std::span<std::byte> room) override;
  bool write(core::Bytes data) override;

  /// From `ready` to the answer of glFinish; zero when it did not come.
  std::chrono::duration<double> took() const { return end_ - begin_; }
  /// How many bytes the host still owes for what was read.
  size_t owed() const;
  /// With the ids of this host in it.
  const Trace& trace() const { return trace_; }

 private:
  size_t next_stop() const;

  Trace trace_;
  const bool in_step_;
  const std::function<Clock::time_point()> ready_;
  std::vector<uint32_t> ids_;
  size_t sent_ = 0, received_ = 0;
  size_t finish_answer_ = 0;  ///< bytes received when glFinish is answered
  size_t next_id_ = 0;
  Clock::time_point begin_{}, end_{};
};

/// Plays `guest` over `socket` until its end, on the calling thread.
void play_over(const core::Fd& socket, TracePeer& guest);

}  // namespace anc::bench
