// The whole GL client: a drawing thread, a composing thread and the bridge, as Android has them.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "internal/core/error.h"

namespace anc::guest {

struct SceneOptions {
  std::string pipe;    ///< path of the qemu_pipe socket
  std::string bridge;  ///< path of the anbox_bridge socket; empty: do not connect
  std::string input;   ///< directory of event devices; empty: no input
  std::string audio;   ///< path of the anbox_audio socket, for a tone at each tap; empty: silent
  /// Services of the pipe to listen to: any of "text" (only with a keyboard, see host_news.h),
  /// "sensors" and "gps".
  std::set<std::string> services;
  std::string data;     ///< where the mark of a finished first boot is kept; empty: nowhere
  uint64_t frames = 0;  ///< 0: until stopped
  int fps = 30;         ///< 0: as fast as it goes
  bool still = false;   ///< frames only when something has changed, whatever `fps` says
  std::optional<std::pair<int, int>> size;  ///< of the buffers, in place of the host's screen
};

/// Draws until `options.frames` are done, `stop` becomes true, or something fails.
Result<void> run_scene(const SceneOptions& options, const std::atomic<bool>& stop);

}  // namespace anc::guest
