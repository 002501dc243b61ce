// The kernel's side of a mount: loop devices, the mount API of file descriptors, id-mapped mounts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "internal/core/fd.h"

namespace anc::image {

/// A loop device. The kernel frees it with its last user (LO_FLAGS_AUTOCLEAR): close `fd`
/// once it is mounted.
struct LoopDevice {
  Fd fd;
  std::string path;  ///< /dev/loopN
};

/// Attaches a file to a free loop device, trying again when another process takes the number; the
/// device keeps the open file that `file` stands for, with its locks. kHostRequirement where the
/// kernel or the container we are in has no loop devices.
Result<LoopDevice> attach_loop(const Fd& file, bool read_only);
/// The same with the image at a path, read-only.
Result<LoopDevice> attach_loop(const std::string& image);

/// A file system that is set up but not yet visible anywhere; gone when closed.
struct DetachedMount {
  Fd fd;
};

/// What failed, with the messages that the kernel left on the file system context.
tl::unexpected<Error> mount_failed(int error, const std::string& what, const Fd& context);
/// fsopen, fsconfig, fsmount, always read-only and nodev, nosuid where asked. `settings` are
/// "key=value" or flags. The error carries the kernel's own message where it left one.
Result<DetachedMount> make_mount(const std::string& type, const std::vector<std::string>& settings,
                                 bool nosuid);
/// Lets `mount` show each owner as `user_ns` maps it; EINVAL where the file system cannot (squashfs
/// before 6.12).
Result<void> id_map_mount(const DetachedMount& mount, const Fd& user_ns);
/// Makes it visible at `target` and private: what is mounted below it stays there.
Result<void> attach_mount(const DetachedMount& mount, const std::string& target);

}  // namespace anc::image
