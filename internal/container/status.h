// What an instance's container is doing, asked of the kernel and only explained by files.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "internal/core/json.h"
#include "internal/state/instance.h"

namespace anc::container {

enum class State {
  kStopped,
  kStarting,  ///< a supervisor holds the lock, no init has run yet (or it is being cleaned up)
  kRunning,   ///< lock held and init alive
};

/// One instance at this moment. Pids are 0 where there is no such process.
struct Status {
  std::string name;
  State state = State::kStopped;
  pid_t supervisor = 0;
  pid_t init = 0;
  uint64_t init_start_time = 0;
  std::string address;
  std::vector<std::string> published;  ///< "127.0.0.1:8080:80/tcp"
  bool privileged = false;
  std::string binder;    ///< "none", "binderfs" (its own) or "nodes" (the host's)
  std::string since;     ///< RFC 3339, of the supervisor
  std::string image;     ///< file, or directory that is the root
  std::string rung;      ///< highest one reached while it runs
  core::Json last_exit;  ///< state/exit.json of a stopped one, null when it never ended
};

/// Needs only read permission in the instance's tree.
Result<Status> status_of(const state::Instance& instance);
/// All instances of a data path, by name.
Result<std::vector<Status>> list(const std::string& data_path);

std::string_view state_name(State state);
core::Json to_json(const Status& status);

}  // namespace anc::container
