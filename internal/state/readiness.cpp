// The readiness ladder on disk: see readiness.h.
#include "internal/state/readiness.h"

#include <algorithm>
#include <fcntl.h>
#include <time.h>

#include "internal/core/file.h"
#include "internal/core/json.h"
#include "internal/core/text.h"

namespace anc::state {
int64_t uptime_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1000000;
}

std::string supervisor_ready_path(const Instance& instance) {
  return instance.state_dir() + "/ready";
}
std::string session_ready_path(const Instance& instance) {
  return instance.session_state() + "/ready";
}

Result<void> clear_rungs(const std::string& path) { return core::write_whole(path, ""); }

Result<void> append_rung(const std::string& path, std::string_view rung,
                         std::chrono::milliseconds since_start) {
  const core::Json line = {{"rung", rung},
                           {"at", core::now_rfc3339()},
                           {"ms", since_start.count()},
                           {"uptime_ms", uptime_ms()}};
  const Fd fd = TRY(core::open_file(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW));
  return core::write_all(fd, line.dump() + "\n");
}

Result<std::vector<Reached>> read_rungs(const std::string& path) {
  std::vector<Reached> rungs;
  const auto text = TRY(core::read_file_if_exists(path, 1u << 20));
  if (!text) return rungs;
  for (const std::string& line : core::split(*text, '\n')) {
    const auto json = core::parse_json(line);
    if (!json) continue;
    const auto rung = core::json_field<std::string>(*json, "rung");
    const auto at = core::json_field<std::string>(*json, "at");
    const auto ms = core::json_field<int64_t>(*json, "ms");
    const auto uptime = core::json_field<int64_t>(*json, "uptime_ms");
    if (rung && at && ms && uptime) rungs.push_back({*rung, *at, *ms, *uptime});
  }
  return rungs;
}

Result<std::vector<Reached>> read_rungs(const Instance& instance) {
  auto rungs = TRY(read_rungs(supervisor_ready_path(instance)));
  for (Reached& reached : TRY(read_rungs(session_ready_path(instance)))) {
    rungs.push_back(std::move(reached));
  }
  std::stable_sort(rungs.begin(), rungs.end(),
                   [](const Reached& a, const Reached& b) { return a.uptime_ms < b.uptime_ms; });
  return rungs;
}

}  // namespace anc::state
