// Reading a container's confinement: see inspect.h.
#include "internal/container/inspect.h"

#include <cstdio>
#include <sys/stat.h>

#include "internal/confine/capabilities.h"
#include "internal/container/cgroup.h"
#include "internal/container/start.h"
#include "internal/container/status.h"
#include "internal/container/tag.h"
#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::string& word : core::split(core::trim(line), ' ')) {
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

ino_t inode_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_ino : 0;
}

core::Json own_namespaces(const std::string& proc) {
  core::Json own = core::Json::array();
  for (const std::string name : {"cgroup", "ipc", "mnt", "net", "pid", "user", "uts"}) {
    const ino_t here = inode_of("/proc/self/ns/" + name);
    if (here != 0 && inode_of(proc + "/ns/" + name) != here) own.push_back(name);
  }
  return own;
}

Result<core::Json> capabilities(const std::string& status) {
  const std::string held = status_value(status, "CapBnd");
  unsigned long long mask = 0;
  if (std::sscanf(held.c_str(), "%llx", &mask) != 1) {
    return fail(Kind::kFailure, "init has no bounding set");
  }
  return core::Json(confine::capability_names(mask));
}

core::Json groups_of(const std::string& name, const std::string& file) {
  const auto groups = InstanceCgroup::find(name);
  if (!groups) return nullptr;
  const auto text = groups->read("container/" + file);
  return text ? core::Json(core::trim(*text)) : core::Json(nullptr);
}

core::Json first_of(const std::string& name, const char* v2, const char* v1) {
  core::Json value = groups_of(name, v2);
  return value.is_null() ? groups_of(name, v1) : value;
}

core::Json device_rules(const std::string& name) {
  const core::Json list = groups_of(name, "devices.list");
  if (!list.is_string()) return nullptr;
  return core::split(list.get<std::string>(), '\n');
}

}  // namespace

std::string status_value(std::string_view status, std::string_view name) {
  for (const std::string& line : core::split(status, '\n')) {
    const size_t colon = line.find(':');
    if (colon == name.size() && line.starts_with(name)) {
      return std::string(core::trim(std::string_view(line).substr(colon + 1)));
    }
  }
  return {};
}

core::Json id_map_rows(std::string_view map) {
  core::Json rows = core::Json::array();
  for (const std::string& line : core::split(map, '\n')) {
    const auto words = words_of(line);
    if (words.size() == 3) rows.push_back(words[0] + ":" + words[1] + ":" + words[2]);
  }
  return rows;
}

core::Json mount_rows(std::string_view mountinfo) {
  core::Json rows = core::Json::array();
  for (const std::string& line : core::split(mountinfo, '\n')) {
    const auto words = words_of(line);
    const size_t dash = line.find(" - ");
    if (words.size() < 6 || dash == std::string::npos) continue;
    rows.push_back({{"target", words[4]},
                    {"options", words[5]},
                    {"type", words_of(line.substr(dash + 3)).front()}});
  }
  return rows;
}

Result<core::Json> inspect(const state::Instance& instance) {
  const Status status = TRY(status_of(instance));
  if (status.state != State::kRunning) {
    return fail(Error(Kind::kNotRunning, "instance " + instance.name() + " is not running")
                    .hint("`ancloud run` or `ancloud container start` starts it"));
  }
  TRY(require_root("inspect"));
  const std::string proc = "/proc/" + std::to_string(status.init);
  const std::string text = TRY(core::read_file(proc + "/status"));
  const auto label = core::read_file(proc + "/attr/current", 4096);
  const std::string group = tag_of(instance).cgroup;
  return core::Json{{"name", instance.name()},
                    {"privileged", status.privileged},
                    {"init_pid", status.init},
                    {"capabilities", TRY(capabilities(text))},
                    {"no_new_privs", status_value(text, "NoNewPrivs") == "1"},
                    {"seccomp", status_value(text, "Seccomp") == "2" ? "filter" : "off"},
                    {"apparmor", label ? core::Json(core::trim(*label)) : core::Json(nullptr)},
                    {"namespaces", own_namespaces(proc)},
                    {"uid_map", id_map_rows(TRY(core::read_file(proc + "/uid_map")))},
                    {"gid_map", id_map_rows(TRY(core::read_file(proc + "/gid_map")))},
                    {"memory_limit", first_of(group, "memory.max", "memory.limit_in_bytes")},
                    {"processes_limit", groups_of(group, "pids.max")},
                    {"devices", device_rules(group)},
                    {"mounts", mount_rows(TRY(core::read_file(proc + "/mountinfo")))}};
}

}  // namespace anc::container
