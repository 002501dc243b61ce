// The ways by which an image can be mounted: by the kernel through a loop device, or by FUSE.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// errno of each, 0 when it works.
struct SquashfsFacts {
  bool root = true;                          ///< who asks; others mount nothing
  int loop_error = 0;                        ///< a tiny image at a loop device
  bool squashfs = true;                      ///< the kernel has the file system
  std::map<std::string, int> compressors{};  ///< a tiny image of each mounted and read
  std::optional<int> id_map_error{};         ///< none: none of them could be mounted
  int fuse_error = 0;                        ///< /dev/fuse opened and, as root, mounted
};

/// Labels: ancloud.images = kernel, fuse or none; ancloud.squashfs = the compressors, "lz4_zstd".
Report judge_squashfs(const SquashfsFacts& facts);

}  // namespace anc::doctor
