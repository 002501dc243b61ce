// What holds a running container back, read from the kernel and not from what was asked for.
#pragma once

#include "internal/core/json.h"
#include "internal/state/instance.h"

namespace anc::container {

/// Of the container's init: capabilities (bounding set, by name), no_new_privs, seccomp mode and
/// number of filters, id maps, which namespaces are its own, AppArmor label, mounts of the guest,
/// devices and limits of its control groups. `devices` is null where the kernel does not show the
/// rules (cgroup v2). kNotRunning, kPermission when not root.
Result<core::Json> inspect(const state::Instance& instance);

/// Parts of it, pure: a value of /proc/PID/status ("CapBnd"), trimmed; lines of uid_map; the rules
/// of devices.list.
std::string status_value(std::string_view status, std::string_view name);
core::Json id_map_rows(std::string_view map);
core::Json mount_rows(std::string_view mountinfo);

}  // namespace anc::container
