// Whether a hardware encoder works, found out by a process that may hang or crash.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "internal/core/error.h"
#include "internal/stream/hardware.h"

namespace anc::stream {

/// Has a child process (`internal encoder-probe`) encode one picture. What the encoder is called;
/// kGraphics with what went wrong, a crash and a silence longer than `patience` included. Call from
/// the main thread.
Result<std::string> probe_encoder(const Device& device, std::chrono::milliseconds patience);

/// Runs `encoder-probe FD vaapi|nvenc NODE` and ends the process; 2 for bad arguments, empty when
/// `words` (what follows "internal") is another verb. Call early in main, before any thread.
std::optional<int> run_internal(std::span<const std::string> words);

}  // namespace anc::stream
