// A squashfs image opened with libsquashfuse. Not for images that nobody has vouched for: the
// library reads out of bounds on damaged metadata, so this runs only in processes of its own
// (probe.h, fuse_server.h) that have given their privileges away.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

// FUSE 2 first: squashfuse's config.h sets FUSE_USE_VERSION to what its own server was built for.
#include <fuse/fuse_lowlevel.h>

extern "C" {
#include <squashfuse/squashfuse.h>
}

#include "internal/core/fd.h"

namespace anc::image {

/// Owns the library's state and the image's descriptor. One thread only.
class Squashfs {
 public:
  /// kImage when the tables cannot be read.
  static Result<std::unique_ptr<Squashfs>> open(Fd image);
  Squashfs(const Squashfs&) = delete;
  Squashfs& operator=(const Squashfs&) = delete;
  ~Squashfs();

  Result<sqfs_inode> inode(sqfs_inode_id id);
  sqfs_inode_id root_id() { return sqfs_inode_root(&fs_); }
  /// The inode behind an absolute path; symbolic links are followed inside the image, at most 16.
  /// Empty when there is none.
  Result<std::optional<sqfs_inode>> lookup(const std::string& path);
  /// The entry `name` of a directory; empty when there is none.
  Result<std::optional<sqfs_inode_id>> child(sqfs_inode& directory, const std::string& name);
  /// At most `limit` bytes from the start of a regular file.
  Result<std::string> read_start(sqfs_inode& file, size_t limit);
  /// Target of a symbolic link, at most 4095 bytes.
  Result<std::string> link_target(sqfs_inode& link);
  /// Owner and group as packed in the image.
  Result<std::pair<uint32_t, uint32_t>> owner(const sqfs_inode& inode);

  sqfs& raw() { return fs_; }

 private:
  Squashfs() = default;
  Fd image_;
  sqfs fs_{};
  bool open_ = false;
};

}  // namespace anc::image
