// A short tone for each tap, played by a thread of its own.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "internal/core/error.h"

namespace anc::guest {

/// Any thread rings. A tap during a tone replaces the one that waits: tones do not pile up.
class Chime {
 public:
  void ring(double hertz);
  /// Plays until `stop`, each tone in a stream of its own, and says so on the console.
  Result<void> play(const std::string& audio, const std::stop_token& stop);

 private:
  std::mutex mutex_;
  std::condition_variable_any rung_;
  std::optional<double> next_;
};

}  // namespace anc::guest
