// See instance_paths.h.
#include "internal/image/instance_paths.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>

namespace anc::image {

Result<InstancePaths> instance_paths(const state::Instance& instance) {
  std::array<char, PATH_MAX> resolved;
  const bool exists = ::realpath(instance.dir().c_str(), resolved.data()) != nullptr;
  if (!exists && errno != ENOENT) return fail_errno(errno, "resolve " + instance.dir());
  const std::string real = exists ? resolved.data() : instance.dir();
  // The names are Instance's; only the directory above them is resolved.
  const auto below = [&](const std::string& path) {
    return real + path.substr(instance.dir().size());
  };
  const std::string state = below(instance.state_dir());
  return InstancePaths{.rootfs = below(instance.rootfs()),
                       .over = below(instance.rootfs_overlay()),
                       .combined = below(instance.combined_rootfs()),
                       .upper = real + "/rootfs-upper",
                       .work = real + "/rootfs-work",
                       .journal = state + "/image.journal",
                       .mount_lock = state + "/mount.lock",
                       .image_lock = state + "/image.lock"};
}

}  // namespace anc::image
