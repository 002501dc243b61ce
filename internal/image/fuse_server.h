// The FUSE server of an image: for kernels that cannot mount it, or cannot shift its owners.
#pragma once

#include <optional>
#include <string>

#include "internal/core/process.h"
#include "internal/image/id_map.h"

namespace anc::image {

/// File system type in mountinfo of what such a server serves.
inline constexpr const char* kFuseType = "fuse.ancloud";

/// How a server is to live.
struct FuseOptions {
  std::optional<IdMap> id_map;  ///< owners are shown as this maps them
  bool die_with_parent = true;  ///< false: it lives until its mount is gone
  int lock_fd = -1;             ///< a held lock that the server keeps while it lives, or -1
};

/// Mounts `image` at `target` and starts the server (this program again, without privileges).
/// Returns when it serves; on failure nothing is mounted and no process is left. It ends by itself
/// when the mount is gone. With die_with_parent call from the main thread.
Result<core::Child> start_fuse(const std::string& image, const std::string& target,
                               const FuseOptions& options);

/// The server: `internal image-fuse IMAGE_FD FUSE_FD READY_FD follow|stay UIDS GIDS` (ranges as in
/// format_ranges, "-" for none; "follow" dies with the parent). Writes "ok" to READY_FD when it
/// serves, else why it cannot.
int fuse_main(const std::vector<std::string>& words);

}  // namespace anc::image
