// `ancloud run`: host, image, session and container as one thing in the foreground.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "internal/bringup/session_process.h"
#include "internal/config/config.h"
#include "internal/step/runner.h"

namespace anc::bringup {

/// What one run is told. Borrows `config` and `host_notes`.
struct RunOptions {
  const config::Config& config;
  std::string instance;
  std::string image;     ///< absolute path of the image file
  std::string sudo_uid;  ///< as in the environment
  SessionOptions session;
  std::vector<std::string> publish{};                 ///< ports instead of those of network.publish
  std::optional<StreamOptions> stream{};              ///< none: nothing is streamed
  std::optional<std::chrono::milliseconds> duration;  ///< from the moment init runs
  step::Observer* host_notes = nullptr;
  /// A line of progress for a person; rungs come as `on_rung`.
  std::function<void(const std::string& line)> tell;
  /// A rung of the ladder, and the time since the run began.
  std::function<void(const std::string& rung, std::chrono::milliseconds since)> on_rung;
};

/// Host steps that the image's family needs, instance, session, container, in that order; then
/// waits for a signal, the end of its time, the guest's end, or the session's end. The first SIGINT
/// or SIGTERM stops guest and session in order, a second one kills both at once. Root only; call
/// from the main thread before any other was started. After an error nothing of the run is left but
/// what host-setup made.
Result<void> run(const RunOptions& options);

}  // namespace anc::bringup
