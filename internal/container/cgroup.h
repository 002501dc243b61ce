// An instance's control groups in whatever hierarchies the host has: look, kill, remove.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "internal/core/error.h"

namespace anc::container {

/// Mount points of cgroup and cgroup2 file systems in mountinfo text, each once, in its order.
std::vector<std::string> cgroup_mounts(std::string_view mountinfo);

/// Paths in the text of /proc/PID/cgroup, without "/init.scope" at their end and "/", each once:
/// below which liblxc makes its groups (it takes pid 1's).
std::vector<std::string> cgroup_paths(std::string_view cgroup_file);

/// Can a limit of this controller ("memory", "pids") be set here? `v2_controllers` is
/// cgroup.controllers at the root of the v2 hierarchy, empty where there is none.
bool has_controller(std::string_view mountinfo, std::string_view v2_controllers,
                    std::string_view name);

/// The groups `name` ("ancloud/default-1a2b3c4d") and `name`-pivot of every hierarchy.
class InstanceCgroup {
 public:
  static Result<InstanceCgroup> find(const std::string& name);
  /// Groups directly below these directories: for tests.
  InstanceCgroup(std::vector<std::string> bases, std::string name);

  bool exists() const;
  /// Processes in any of the groups, sorted, each once.
  std::vector<pid_t> processes() const;
  /// A file of one of the groups, `path` below it ("container/pids.max"), from the first hierarchy
  /// that has it.
  Result<std::string> read(const std::string& path) const;
  /// Moves a process into the container's own group of every hierarchy.
  Result<void> add(pid_t pid) const;
  /// Kills all processes in them (cgroup.kill where there is one, else one by one until none is
  /// left) and removes the groups, and "ancloud" itself when it is empty. kTimeout when something
  /// stays after `limit`. Nothing there is no error.
  Result<void> kill_and_remove(std::chrono::milliseconds limit) const;

 private:
  std::vector<std::string> roots() const;
  bool remove() const;

  std::vector<std::string> bases_;
  std::string name_;
};

/// Makes moves between control groups quick that follow in the next milliseconds, and takes some
/// itself: the first move in a while waits for an RCU grace period (3 to 10 ms measured), those
/// just after it do not. Names this process in a group it is in already, so nothing is moved; where
/// that is refused, nothing is gained. Source: cgroup_procs_write_start in kernel/cgroup/cgroup.c.
void hasten_moves();

}  // namespace anc::container
