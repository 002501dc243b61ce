// Calls of the host that wait for the guest's answers, each with a deadline of its own.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "internal/net/timer.h"
#include "internal/port/platform.h"

namespace anc::bridge {

/// Net thread only. An answer that comes after its deadline finds nobody and is no error.
class PendingCalls {
 public:
  using Done = port::PlatformCalls::Done;

  /// Each call gets `patience` from when it is sent; at most `limit` wait at a time.
  PendingCalls(net::Loop& loop, std::chrono::milliseconds patience, size_t limit)
      : loop_(loop), patience_(patience), limit_(limit) {}

  bool full() const { return pending_.size() >= limit_; }
  /// Keeps `done` under an id that no other waiting call has. Ids count from 0 (4.3).
  uint32_t add(const std::string& method, Done done);
  /// False when no call with this id waits.
  bool finish(uint32_t id, Result<void> outcome);
  /// Ends all, oldest first.
  void fail_all(const Error& why);

 private:
  struct Pending {
    Pending(net::Loop& loop, Done then) : done(std::move(then)), deadline(loop) {}
    Done done;
    net::Timer deadline;
  };
  net::Loop& loop_;
  const std::chrono::milliseconds patience_;
  const size_t limit_;
  uint32_t next_ = 0;
  std::map<uint32_t, Pending> pending_;
};

}  // namespace anc::bridge
