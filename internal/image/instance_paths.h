// The paths of an instance that mounts use, resolved as the kernel will show them.
#pragma once

#include <string>

#include "internal/state/instance.h"

namespace anc::image {

struct InstancePaths {
  std::string rootfs, over, combined;
  std::string upper, work;             ///< of a writable overlay
  std::string journal;                 ///< steps of `image mount`
  std::string mount_lock, image_lock;  ///< held while mounting; held by a FUSE server
};

/// Symbolic links of the data path are resolved, since mountinfo never shows one; an instance that
/// was never made has none.
Result<InstancePaths> instance_paths(const state::Instance& instance);

}  // namespace anc::image
