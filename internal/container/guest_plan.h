// What a container's /dev and mounts are made of: facts of the host, a plan, its text.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "internal/container/binder_plan.h"
#include "internal/container/lxc_config.h"
#include "internal/container/options.h"
#include "internal/state/instance.h"

namespace anc::container {

/// What stands at a path: never guessed from its name.
enum class FileKind { kAbsent, kDirectory, kSocket, kCharDevice, kRegular, kOther };

/// What was looked at before anything was made.
struct GuestFacts {
  struct Entry {
    FileKind kind = FileKind::kAbsent;
    dev_t device = 0;  ///< of a character device
  };
  std::map<std::string, Entry> host;             ///< by absolute path
  std::map<std::string, Entry> rootfs;           ///< by path in the root, "/init"
  std::map<std::string, FileKind> masked;        ///< of masked_paths(), what this kernel has
  image::Family family = image::Family::kLinux;  ///< by what is in the root
  bool binderfs = false;                         ///< the kernel has the file system
  std::optional<unsigned> binder_major;
  std::optional<std::string> default_prop;  ///< the image's own
  std::vector<FileKind> asked;              ///< of each StartOptions::asked bind, once opened
};

/// One node made for the guest: a copy, so that mode and owner can be the guest's.
struct NodePlan {
  std::string name;  ///< in the guest's /dev
  dev_t device = 0;
  mode_t mode = 0666;
  uint32_t uid = 0;  ///< inside
  uint32_t gid = 0;  ///< inside
};

/// One host file or directory seen in the guest.
struct BindPlan {
  std::string name;    ///< in the stage
  std::string source;  ///< on the host; empty: it is in the stage already
  FileKind kind = FileKind::kDirectory;
  std::string target;  ///< in the guest, no leading slash
  std::string flags;   ///< further mount options, e.g. "nosuid,nodev"
};

/// Everything to be made in the stage.
struct GuestPlan {
  std::string init;
  std::vector<NodePlan> nodes;
  std::vector<BindPlan> binds;
  BinderPlan binder;
  std::vector<std::pair<std::string, FileKind>> masks;  ///< paths shown empty
  bool asks_for_address = false;  ///< Android that Anbox did not make, which reads no ipconfig.txt
  std::string default_prop;       ///< content of the file bound over the image's; empty: none
  std::vector<DeviceRule> rules;
  std::vector<std::string> warnings;  ///< what the guest will miss
};

/// What of /proc and /sys tells a guest about the host, or about other guests, and is shown empty.
/// Written by nobody but the host's root anyway: an id-mapped guest is a stranger there.
std::span<const std::string_view> masked_paths();

/// Name in the stage of the bind with this index in StartOptions::asked.
std::string asked_name(size_t index);

/// Looks at the host and at the root in `rootfs` (never following its links out of it).
Result<GuestFacts> look(const state::Instance& instance, const std::string& rootfs,
                        const StartOptions& options);
/// Pure. kImage where the root has no init, kHostRequirement where the host lacks what it needs.
Result<GuestPlan> decide(const GuestFacts& facts, const state::Instance& instance,
                         const StartOptions& options);
/// Pure: the mount entries for a plan that has been performed in the stage at `stage`.
std::vector<MountEntry> mount_entries(const GuestPlan& plan, const std::string& stage);

}  // namespace anc::container
