// The file systems that Android's init mounts, where the container has not done so already.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace anc::guest {

/// One file system of the guest (mount(2)'s arguments).
struct MountPlan {
  const char* type;
  const char* target;
  unsigned long flags;
  const char* data;
};

/// What this guest wants mounted, in order. Source: Android 7.1 system/core/init/init.cpp and
/// rootdir/init.rc, less what only a real device needs.
std::span<const MountPlan> mount_plan();

/// Whether something is mounted on `path`: its device differs from its parent's. Needs no /proc.
bool is_mount_point(const std::string& path);

/// Mounts what is missing. In a container much is there already or refused (EPERM in a user
/// namespace, EBUSY): that is normal and not an error. Returns one line per mount made or refused.
std::vector<std::string> mount_all();

}  // namespace anc::guest
