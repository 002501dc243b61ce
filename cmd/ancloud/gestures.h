// Gestures of `ancloud input`: events with times, spelled out and performed.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cmd/ancloud/verb.h"
#include "internal/core/json.h"

namespace anc::cmd {

struct TimedEvent {
  std::chrono::milliseconds at{};  ///< since the beginning
  core::Json event;                ///< input/script.h
};

/// What all verbs of input take: the instance, as a flag only.
void declare_instance(Flags& flags, std::string& instance);

/// A pixel from the command line, or kUsage naming `what`.
Result<int32_t> parse_pixel(const std::string& text, const std::string& what);

struct Line {
  double from_x, from_y, to_x, to_y;
};
/// One finger per line, all down at first, moving in step every 8 ms, up at the end.
std::vector<TimedEvent> drag(const std::vector<Line>& fingers, std::chrono::milliseconds duration);

/// A display, in pixels.
struct Extent {
  int32_t width, height;
};

/// Performs the events in real time in the running session of an instance, and prints how many.
/// Places of events that were `made_for` another display are scaled to the one there is.
Result<int> perform(Env& env, const std::string& instance, const std::vector<TimedEvent>& events,
                    std::optional<Extent> made_for = std::nullopt);

}  // namespace anc::cmd
