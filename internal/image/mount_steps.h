// Image and overlay as steps: checked, applied, undone and printed by the step engine.
#pragma once

#include <memory>
#include <string>

#include "internal/image/mounter.h"
#include "internal/step/step.h"

namespace anc::image {

/// Parameters of the squashfs step.
struct SquashfsPlan {
  ImageMount mount;
  uint32_t root_uid = 0;  ///< owner of "/" as it must show, from which a wrong id map is seen
};

/// Parameters of the overlay step; absolute paths.
struct OverlayPlan {
  std::string over;    ///< the operator's files, which win
  std::string rootfs;  ///< the image
  std::string target;
  std::string upper, work;  ///< empty: read-only
  bool nosuid = false;      ///< refuse set-user-id programs of an image whose root is the host's

  bool writable() const { return !upper.empty(); }
};

/// `mounter` is borrowed and must outlive the step. Another image on the target is kImpossible with
/// kBusy; a dead FUSE server is kDrifted and is replaced.
std::unique_ptr<const step::Step> squashfs_step(SquashfsPlan plan, Mounter& mounter);

/// lowerdir=over:rootfs, read-only (two lower layers) or with upper and work directory. kImpossible
/// with kHostRequirement where the file system of `upper` cannot be one.
std::unique_ptr<const step::Step> overlay_step(OverlayPlan plan);

/// The image file behind a mount of squashfs or of our FUSE server; empty for any other mount.
Result<std::string> mounted_image(const step::Host& host, const step::MountInfo& mount);

/// Is the file system at `target` unreachable because its server died?
bool is_dead(const step::Host& host, const std::string& target);

/// Unmounts; a dead mount is detached. kBusy with a hint when it is in use.
Result<void> unmount_target(step::Host& host, const std::string& target);

}  // namespace anc::image
