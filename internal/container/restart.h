// When a container that has ended is started again.
#pragma once

#include <chrono>
#include <optional>

#include "internal/container/options.h"
#include "internal/core/process.h"

namespace anc::container {

/// One supervisor's decisions. Waits 1 s before the first restart and twice as long before each
/// further one, up to a minute; after a minute of life it begins anew. Gives up after ten in a row.
/// Pure: time comes as an argument.
class RestartPolicy {
 public:
  static constexpr int kMostInARow = 10;
  explicit RestartPolicy(Restart when) : when_(when) {}

  /// How long to wait after this end, empty when that was the last. `stopped`: somebody asked for
  /// it.
  std::optional<std::chrono::milliseconds> after(const core::ExitStatus& end, bool stopped,
                                                 std::chrono::steady_clock::duration lived);

 private:
  Restart when_;
  int in_a_row_ = 0;
};

}  // namespace anc::container
