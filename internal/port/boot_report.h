// The readiness ladder (design.md 7): who reaches a rung reports it once.
#pragma once

#include <string_view>

namespace anc::port {

/// Rungs in the order in which a healthy start reaches them.
enum class Rung { kContainer, kInit, kPipe, kBridge, kBooted, kFirstFrame };

constexpr std::string_view rung_name(Rung rung) {
  constexpr std::string_view kNames[] = {"container", "init",   "pipe",
                                         "bridge",    "booted", "first_frame"};
  return kNames[static_cast<int>(rung)];
}

/// Told of each rung; a rung reported again is ignored. Any thread.
class BootReport {
 public:
  virtual ~BootReport() = default;
  virtual void reached(Rung rung) = 0;
};

}  // namespace anc::port
