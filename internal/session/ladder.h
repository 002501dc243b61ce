// The session's readiness ladder: rungs in memory, and in state/session/ready for everyone else.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "internal/core/error.h"
#include "internal/core/guarded.h"
#include "internal/port/boot_report.h"

namespace anc::session {

/// Writes each rung once, with its time since the ladder was made.
class Ladder final : public port::BootReport {
 public:
  struct Entry {
    std::string rung;
    std::chrono::milliseconds since_start;
  };

  /// Empties the file at `path`: a new start begins at the bottom.
  static Result<void> clear(const std::string& path);
  explicit Ladder(std::string path);

  /// Any thread. A file that cannot be written is a warning: the session goes on.
  void reached(port::Rung rung) override;
  std::vector<Entry> entries() const;
  /// Called for each new rung on the thread that reached it. Set before any can be reached.
  void when_reached(std::function<void(const Entry&)> told) { told_ = std::move(told); }

 private:
  const std::string path_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  core::Guarded<std::vector<Entry>> entries_;
  std::function<void(const Entry&)> told_;
};

}  // namespace anc::session
