// Control groups of an instance: see cgroup.h.
#include "internal/container/cgroup.h"

#include <algorithm>
#include <csignal>
#include <dirent.h>
#include <memory>
#include <thread>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

// Octal escapes of mountinfo: blank, tab, newline, backslash.
std::string unescape(std::string_view word) {
  std::string text;
  for (size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '\\' && word.size() - i > 3) {
      text += static_cast<char>((word[i + 1] - '0') * 64 + (word[i + 2] - '0') * 8 +
                                (word[i + 3] - '0'));
      i += 3;
    } else {
      text += word[i];
    }
  }
  return text;
}

// Directories at and below `root`, deepest first.
void collect(const std::string& root, std::vector<std::string>& out) {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(root.c_str()), ::closedir);
  if (!dir) return;
  while (const dirent* entry = ::readdir(dir.get())) {  // NOLINT(concurrency-mt-unsafe): own DIR
    const std::string_view name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..") {
      collect(root + "/" + std::string(name), out);
    }
  }
  out.push_back(root);
}

bool has_line(std::string_view text, std::string_view line) {
  for (const std::string& other : core::split(text, '\n')) {
    if (other == line) return true;
  }
  return false;
}

std::vector<std::string> groups_below(const std::vector<std::string>& roots) {
  std::vector<std::string> groups;
  for (const std::string& root : roots) collect(root, groups);
  return groups;
}

}  // namespace

std::vector<std::string> cgroup_mounts(std::string_view mountinfo) {
  std::vector<std::string> mounts;
  for (const std::string& line : core::split(mountinfo, '\n')) {
    const size_t dash = line.find(" - ");
    if (dash == std::string::npos) continue;
    const std::string type = core::split(line.substr(dash + 3), ' ')[0];
    const auto fields = core::split(line.substr(0, dash), ' ');
    if ((type != "cgroup" && type != "cgroup2") || fields.size() < 5) continue;
    std::string path = unescape(fields[4]);
    if (std::find(mounts.begin(), mounts.end(), path) == mounts.end()) {
      mounts.push_back(std::move(path));
    }
  }
  return mounts;
}

std::vector<std::string> cgroup_paths(std::string_view cgroup_file) {
  constexpr std::string_view kScope = "/init.scope";
  std::vector<std::string> paths;
  for (const std::string& line : core::split(cgroup_file, '\n')) {
    const size_t second = line.find(':', line.find(':') + 1);  // "7:blkio:/path"
    if (line.find(':') == std::string::npos || second == std::string::npos) continue;
    std::string path = line.substr(second + 1);
    if (path.ends_with(kScope)) path.resize(path.size() - kScope.size());
    if (path.empty() || path == "/") continue;
    if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
      paths.push_back(std::move(path));
    }
  }
  return paths;
}

bool has_controller(std::string_view mountinfo, std::string_view v2_controllers,
                    std::string_view name) {
  const auto names = [&](std::string_view list, char separator) {
    const auto words = core::split(core::trim(list), separator);
    return std::find(words.begin(), words.end(), name) != words.end();
  };
  if (names(v2_controllers, ' ')) return true;
  for (const std::string& line : core::split(mountinfo, '\n')) {
    const size_t dash = line.find(" - cgroup ");  // v1: "… - cgroup SOURCE rw,memory"
    if (dash == std::string::npos) continue;
    if (names(line.substr(line.rfind(' ') + 1), ',')) return true;
  }
  return false;
}

void hasten_moves() {
  const auto mountinfo = core::read_file("/proc/self/mountinfo");
  const auto own = core::read_file("/proc/self/cgroup");
  if (!mountinfo || !own) return;
  auto paths = cgroup_paths(*own);
  paths.emplace_back("");
  const std::string pid = std::to_string(::getpid());
  for (const std::string& mount : cgroup_mounts(*mountinfo)) {
    for (const std::string& path : paths) {
      const std::string members = mount + path + "/cgroup.procs";
      const auto text = core::read_file(members);
      // Only where this process is listed: anywhere else the write would move it.
      if (!text || !has_line(*text, pid)) continue;
      (void)core::write_in_place(members, pid);
      return;
    }
  }
}

Result<InstanceCgroup> InstanceCgroup::find(const std::string& name) {
  const std::string mountinfo = TRY(core::read_file("/proc/self/mountinfo"));
  const auto paths = cgroup_paths(TRY(core::read_file("/proc/1/cgroup")));
  std::vector<std::string> bases;
  for (const std::string& mount : cgroup_mounts(mountinfo)) {
    bases.push_back(mount);
    for (const std::string& path : paths) {
      if (core::is_directory(mount + path)) bases.push_back(mount + path);
    }
  }
  return InstanceCgroup(std::move(bases), name);
}

InstanceCgroup::InstanceCgroup(std::vector<std::string> bases, std::string name)
    : bases_(std::move(bases)), name_(std::move(name)) {}

std::vector<std::string> InstanceCgroup::roots() const {
  std::vector<std::string> roots;
  for (const std::string& base : bases_) {
    for (const char* suffix : {"", "-pivot"}) {
      std::string path = base + "/" + name_ + suffix;
      if (core::is_directory(path)) roots.push_back(std::move(path));
    }
  }
  return roots;
}

bool InstanceCgroup::exists() const { return !roots().empty(); }

std::vector<pid_t> InstanceCgroup::processes() const {
  std::vector<pid_t> pids;
  for (const std::string& group : groups_below(roots())) {
    const auto text = core::read_file(group + "/cgroup.procs");
    if (!text) continue;  // gone meanwhile
    for (const std::string& line : core::split(*text, '\n')) {
      const auto pid = core::parse_int(line, 1, 1 << 30);
      if (pid) pids.push_back(static_cast<pid_t>(*pid));
    }
  }
  std::sort(pids.begin(), pids.end());
  pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
  return pids;
}

Result<std::string> InstanceCgroup::read(const std::string& path) const {
  for (const std::string& base : bases_) {
    auto text = core::read_file(base + "/" + name_ + "/" + path);
    if (text) return text;
  }
  return fail(Kind::kNotRunning, "no control group has " + path);
}

Result<void> InstanceCgroup::add(pid_t pid) const {
  for (const std::string& base : bases_) {
    const std::string group = base + "/" + name_ + "/container";
    if (!core::is_directory(group)) continue;
    TRY(core::write_in_place(group + "/cgroup.procs", std::to_string(pid)));
  }
  return {};
}

bool InstanceCgroup::remove() const {
  for (const std::string& group : groups_below(roots())) (void)::rmdir(group.c_str());
  if (exists()) return false;
  const std::string parent = name_.substr(0, name_.find('/'));
  for (const std::string& base : bases_) (void)::rmdir((base + "/" + parent).c_str());
  return true;
}

Result<void> InstanceCgroup::kill_and_remove(std::chrono::milliseconds limit) const {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  std::vector<pid_t> left;
  while (exists()) {
    for (const std::string& root : roots()) {
      if (core::exists(root + "/cgroup.kill")) {
        (void)core::write_in_place(root + "/cgroup.kill", "1");
      }
    }
    left = processes();
    for (const pid_t pid : left) ::kill(pid, SIGKILL);
    if (left.empty() && remove()) break;
    if (std::chrono::steady_clock::now() >= deadline) {
      std::string who;
      for (const pid_t pid : left) who += " " + std::to_string(pid);
      return fail(Kind::kTimeout, "control group " + name_ + " stays" +
                                      (left.empty() ? std::string() : ", processes" + who));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // no event tells when v1 is empty
  }
  return {};
}

}  // namespace anc::container
