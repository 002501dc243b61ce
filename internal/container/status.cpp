// State of a container: see status.h.
#include "internal/container/status.h"

#include "internal/core/file.h"
#include "internal/core/process.h"
#include "internal/state/lease.h"
#include "internal/state/readiness.h"

namespace anc::container {
namespace {

template <class T>
T field_or(const core::Json& facts, const char* name, T otherwise) {
  auto value = core::json_field<T>(facts, name);
  return value ? std::move(*value) : otherwise;
}

// A pid means a process only together with its start time.
bool is_alive(pid_t pid, uint64_t start_time) {
  if (pid <= 0) return false;
  const auto now = core::process_start_time(pid);
  return now && *now == start_time;
}

core::Json last_exit(const state::Instance& instance) {
  const auto text = core::read_file(instance.state_dir() + "/exit.json", 1u << 16);
  if (!text) return nullptr;
  auto json = core::parse_json(*text);
  return json ? *json : core::Json(nullptr);
}

}  // namespace

Result<Status> status_of(const state::Instance& instance) {
  Status status;
  status.name = instance.name();
  if (!TRY(state::is_running(instance))) {
    status.last_exit = last_exit(instance);
    return status;
  }
  status.state = State::kStarting;
  const core::Json facts = state::lease_facts(lock_path(instance));
  const auto pid = field_or<pid_t>(facts, "pid", 0);
  // The starter holds the lock for an instant before the supervisor describes itself.
  if (!is_alive(pid, field_or<uint64_t>(facts, "start_time", 0))) return status;
  status.supervisor = pid;
  status.address = field_or<std::string>(facts, "address", "");
  status.binder = field_or<std::string>(facts, "binder", "none");
  status.published = field_or<std::vector<std::string>>(facts, "published", {});
  status.privileged = field_or(facts, "privileged", false);
  status.since = field_or<std::string>(facts, "since", "");
  status.image = field_or<std::string>(facts, "image", "");
  const auto init = field_or<pid_t>(facts, "init_pid", 0);
  const auto init_start = field_or<uint64_t>(facts, "init_start_time", 0);
  if (is_alive(init, init_start)) {
    status.state = State::kRunning;
    status.init = init;
    status.init_start_time = init_start;
  }
  const auto rungs = TRY(state::read_rungs(instance));
  if (!rungs.empty()) status.rung = rungs.back().rung;
  return status;
}

Result<std::vector<Status>> list(const std::string& data_path) {
  std::vector<Status> all;
  for (const std::string& name : TRY(state::Instance::list(data_path))) {
    all.push_back(TRY(status_of(TRY(state::Instance::open(data_path, name))), "instance " + name));
  }
  return all;
}

std::string_view state_name(State state) {
  switch (state) {
    case State::kStopped:
      return "stopped";
    case State::kStarting:
      return "starting";
    case State::kRunning:
      return "running";
  }
  return "unknown";
}

core::Json to_json(const Status& status) {
  core::Json json = {{"name", status.name}, {"state", state_name(status.state)}};
  if (status.state == State::kStopped) {
    json["last_exit"] = status.last_exit;
    return json;
  }
  json["rung"] = status.rung;
  json["supervisor_pid"] = status.supervisor;
  json["init_pid"] = status.init;
  json["address"] = status.address;
  json["published"] = status.published;
  json["privileged"] = status.privileged;
  json["binder"] = status.binder;
  json["since"] = status.since;
  json["image"] = status.image;
  return json;
}

}  // namespace anc::container
