// An instance's root: its image mounted on rootfs, the overlay on combined-rootfs, and back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "internal/core/process.h"
#include "internal/image/info.h"
#include "internal/state/instance.h"
#include "internal/step/runner.h"

namespace anc::image {

/// Whose the mounts are.
enum class Keep {
  kByHand,      ///< in the caller's namespace until unmount_image: journal in state/, a FUSE server
                ///< of its own that holds state/image.lock
  kSupervised,  ///< a supervisor's, in its own mount namespace: no journal, the server is its child
};

struct MountOptions {
  std::string image;
  bool fuse = false;      ///< squashfuse inside this program, even where the kernel could
  bool writable = false;  ///< upper and work in rootfs-upper, rootfs-work of the instance
  /// Of an id-mapped container: owners are shown as this maps them, of an image that was shifted
  /// when it was packed by what they were before.
  std::optional<IdMap> id_map;
  Keep keep = Keep::kByHand;
};

/// What mount_image made or adopted.
struct Mounted {
  std::string root;  ///< combined-rootfs: what the container starts from
  ImageInfo image;
  bool adopted = false;  ///< all of it was mounted before
  bool fuse = false;
  std::optional<core::Child> server;  ///< kSupervised with FUSE: watch its pidfd, dead is fatal
};

/// Mounts what does not hold yet. Mounts that hold for the same image are adopted, a dead FUSE
/// mount is replaced, another image or mode is kBusy. After a failure nothing of it is mounted.
/// kImage, kPermission (not root), kHostRequirement. `instance` must have been created. Main thread
/// only.
Result<Mounted> mount_image(const state::Instance& instance, const MountOptions& options,
                            step::Observer* observer = nullptr);

/// For --dry-run: the commands of the steps that do not hold; changes nothing.
Result<std::vector<std::string>> mount_commands(const state::Instance& instance,
                                                const MountOptions& options);

/// Takes overlay and image off in this namespace, whoever mounted them, and waits for the FUSE
/// server to end. kNotRunning when nothing is mounted, kBusy while the container runs or files are
/// in use. Returns the targets that were unmounted.
Result<std::vector<std::string>> unmount_image(const state::Instance& instance);
/// For --dry-run.
Result<std::vector<std::string>> unmount_commands(const state::Instance& instance);

/// What the kernel says is mounted for an instance, in the caller's namespace.
struct ImageStatus {
  std::string image;  ///< mounted on rootfs; empty when nothing is
  bool fuse = false;
  bool dead = false;      ///< the FUSE server has died: mount again
  bool combined = false;  ///< the overlay is there
  bool writable = false;
  std::string root;  ///< combined-rootfs when it is mounted

  core::Json to_json() const;
};
Result<ImageStatus> image_status(const state::Instance& instance);

}  // namespace anc::image
