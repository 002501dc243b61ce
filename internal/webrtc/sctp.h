// SCTP in DTLS for data channels (RFC 8831, 8261), by usrsctp without its threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "internal/core/bytes.h"
#include "internal/core/error.h"
#include "internal/net/loop.h"
#include "internal/net/timer.h"
#include "internal/webrtc/reliability.h"

namespace anc::webrtc {

struct SctpEnd;  // what usrsctp's callbacks are given

/// usrsctp, which is there once in a process, and its clock. So have one of these at a time; it
/// lives until its last association is gone. Net thread only.
class SctpStack {
 public:
  explicit SctpStack(net::Loop& loop);
  SctpStack(const SctpStack&) = delete;
  SctpStack& operator=(const SctpStack&) = delete;
  ~SctpStack();

 private:
  friend class Sctp;
  SctpEnd* take_end();
  void give_back(SctpEnd* end);
  void run_clock();
  void busy();  // packets go: the clock must be exact
  void tick();

  net::Timer clock_;
  bool running_ = false;
  bool exact_ = false;  // the clock ticks at kTick
  std::chrono::steady_clock::time_point busy_until_{};
  std::chrono::steady_clock::time_point last_tick_{};
  /// usrsctp keeps their addresses beyond the end of an association: they are never freed before
  /// usrsctp ends, and given out again late.
  std::vector<std::unique_ptr<SctpEnd>> ends_;
  std::vector<SctpEnd*> idle_;  // oldest first
};

/// One association. Net thread only; each callback but `packet` may destroy it.
class Sctp {
 public:
  struct Out {
    std::function<void(core::Bytes)> packet;  ///< to the other end; at most kMtu bytes
    std::function<void()> up;
    std::function<void(uint16_t stream, uint32_t ppid, core::Bytes message)> message;
    std::function<void(uint16_t stream)> reset;  ///< the other end sends there no more
    std::function<void(const std::string& why)> down;
  };
  static constexpr size_t kMtu = 1150;               ///< with what DTLS adds below its 1200
  static constexpr size_t kMaxMessage = 256 * 1024;  ///< in and out
  static constexpr uint16_t kStreams = 256;          ///< each way

  /// Calls the other end, which calls too: the two calls meet (RFC 9260 section 5.2).
  static Result<std::unique_ptr<Sctp>> connect(std::shared_ptr<SctpStack> stack,
                                               uint16_t remote_port, Out out);
  Sctp(const Sctp&) = delete;
  Sctp& operator=(const Sctp&) = delete;
  ~Sctp();  ///< aborts, with a packet that says so

  void take(core::Bytes packet);
  /// False before `up`, above kMaxMessage, and where too much waits already.
  bool send(uint16_t stream, uint32_t ppid, core::Bytes message, const Reliability& how);
  /// Sends there no more.
  void reset(uint16_t stream);

 private:
  explicit Sctp(std::shared_ptr<SctpStack> stack, SctpEnd* end);
  std::shared_ptr<SctpStack> stack_;
  SctpEnd* end_;
};

}  // namespace anc::webrtc
