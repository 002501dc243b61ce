// The process_* metrics that Prometheus' own clients have.
#pragma once

#include "internal/metrics/registry.h"

namespace anc::metrics {

/// Puts CPU seconds, memory, descriptors and the start time of this process into `registry` as they
/// are now; call before render(). What /proc does not tell stays as it was.
void sample_process(Registry& registry);

/// The same numbers of a `/proc/PID/stat` line, for tests.
struct ProcessStat {
  double cpu_seconds = 0;       ///< user and system
  double start_since_boot = 0;  ///< seconds
  double virtual_bytes = 0;
  double resident_bytes = 0;
};
/// False for what is no such line.
bool parse_process_stat(std::string_view line, double ticks, double page, ProcessStat& stat);

}  // namespace anc::metrics
