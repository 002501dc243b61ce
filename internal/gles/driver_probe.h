// Which of the host's EGL displays can draw, found out by a process that may hang or crash.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "internal/core/json.h"

namespace anc::gles {

/// What came out of one candidate (egl_candidates.h).
struct Verdict {
  std::string candidate;   ///< "device 0", "surfaceless", "default display"
  std::string fault;       ///< why it cannot draw: "does not initialise"; empty when it can
  bool dangerous = false;  ///< it hung or crashed
  /// driver_facts.h, where asked for and it can draw; else an empty object
  core::Json facts = core::Json::object();
  bool works() const { return fault.empty(); }
};

struct ProbeOptions {
  /// How long a driver may be silent before it counts as hanging.
  std::chrono::milliseconds patience{5000};
  /// Look at every candidate and collect facts; else stop at the first that works.
  bool all = false;
  /// Collect facts also of the first that works.
  bool facts = false;
};

/// Opens the candidates one after another in a child process (`internal gl-probe`), in a fresh one
/// after each that hangs or crashes. kGraphics with a hint when the GL libraries are missing, or
/// hang or crash before they name a display. Call from the main thread.
Result<std::vector<Verdict>> probe_drivers(const ProbeOptions& options);

/// The name of the first candidate that works. A line in the log for each that does not; kGraphics
/// with a hint, naming all of them, when none does. Call from the main thread.
Result<std::string> choose_display(std::chrono::milliseconds patience);

/// kGraphics with what each candidate did and what can be done about it.
Error nothing_draws(const std::vector<Verdict>& verdicts);

}  // namespace anc::gles
