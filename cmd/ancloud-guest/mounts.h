// The file systems that Android's init mounts, where the container has not done so already.
#pragma once

#include <string>
#include <vector>

namespace anc::guest {

/// Mounts what is missing. In a container much is there already or refused (EPERM in a user
/// namespace, EBUSY): that is normal and not an error. Returns one line per mount made or refused.
std::vector<std::string> mount_all();

}  // namespace anc::guest
