// The file system operations of the FUSE server: an image's inodes as answers to the kernel.
#pragma once

#include <functional>
#include <optional>

#include "internal/image/id_map.h"
#include "internal/image/squashfs.h"

namespace anc::image {

/// What every operation gets as the session's user data. One thread only.
struct FuseFs {
  Squashfs& squashfs;
  std::optional<IdMap> id_map;
  std::function<void()> on_init;  ///< called when the kernel has said hello
};

/// lookup, getattr, readlink, open, read, readdir, xattrs, statfs; all else is refused by libfuse
/// or by the read-only mount. Damage found on the way is EIO.
const fuse_lowlevel_ops& fuse_operations();

}  // namespace anc::image
