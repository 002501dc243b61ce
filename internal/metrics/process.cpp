// Reading /proc/self: see process.h.
#include "internal/metrics/process.h"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::metrics {
namespace {

/// "btime N" of /proc/stat: when the host started, in seconds since 1970.
int64_t boot_time() {
  const auto text = core::read_file("/proc/stat");
  if (!text) return 0;
  const size_t at = text->find("\nbtime ");
  if (at == std::string::npos) return 0;
  const size_t from = at + 7;
  return core::parse_int(text->substr(from, text->find('\n', from) - from), 0, INT64_MAX)
      .value_or(0);
}

double open_descriptors() {
  DIR* const directory = ::opendir("/proc/self/fd");
  if (directory == nullptr) return 0;
  int count = -1;                                       // its own
  while (const dirent* entry = ::readdir(directory)) {  // NOLINT(concurrency-mt-unsafe): own stream
    if (entry->d_name[0] != '.') ++count;
  }
  ::closedir(directory);
  return count;
}

}  // namespace

bool parse_process_stat(std::string_view line, double ticks, double page, ProcessStat& stat) {
  const size_t name_end = line.rfind(')');  // the name may have blanks and brackets
  if (name_end == std::string_view::npos || line.size() < name_end + 2) return false;
  const std::vector<std::string> fields = core::split(core::trim(line.substr(name_end + 2)), ' ');
  constexpr size_t kFirst = 3;  // number of the first field behind the name, as proc(5) counts
  const auto field = [&](size_t which) -> double {
    if (which - kFirst >= fields.size()) return -1;
    return static_cast<double>(core::parse_int(fields[which - kFirst], 0, INT64_MAX).value_or(-1));
  };
  const double user = field(14), system = field(15), start = field(22);
  const double size = field(23), resident = field(24);
  if (user < 0 || system < 0 || start < 0 || size < 0 || resident < 0) return false;
  stat = {(user + system) / ticks, start / ticks, size, resident * page};
  return true;
}

void sample_process(Registry& registry) {
  ProcessStat stat;
  const auto line = core::read_file("/proc/self/stat");
  if (line && parse_process_stat(*line, static_cast<double>(::sysconf(_SC_CLK_TCK)),
                                 static_cast<double>(::sysconf(_SC_PAGESIZE)), stat)) {
    const auto cpu = registry.counter("process_cpu_seconds_total", "User and system CPU time.");
    cpu->add(stat.cpu_seconds - cpu->value());
    registry.gauge("process_resident_memory_bytes", "Memory in RAM.")->set(stat.resident_bytes);
    registry.gauge("process_virtual_memory_bytes", "Address space.")->set(stat.virtual_bytes);
    registry.gauge("process_start_time_seconds", "Start of the process, since 1970.")
        ->set(static_cast<double>(boot_time()) + stat.start_since_boot);
  }
  registry.gauge("process_open_fds", "Open descriptors.")->set(open_descriptors());
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    registry.gauge("process_max_fds", "How many may be open.")
        ->set(static_cast<double>(limit.rlim_cur));
  }
}

}  // namespace anc::metrics
