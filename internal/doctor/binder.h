// How this host offers binder: what was tried, and what that means.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// A device node that is there, opened and asked for its protocol.
struct BinderNode {
  std::string path{};
  unsigned mode = 0;  ///< permission bits
  int error = 0;      ///< errno of open or of BINDER_VERSION
  int version = 0;    ///< protocol, when `error` is 0
};

struct BinderFacts {
  std::vector<BinderNode> nodes{};  ///< fixed ones, and those of a binderfs at /dev/binderfs
  bool has_binderfs = false;        ///< /proc/filesystems names it
  /// errno of mounting an own binderfs, making a node in it, opening that and asking for its
  /// protocol; 0 when all of it worked.
  int binderfs_error = 0;
  int binderfs_version = 0;
  bool module_loaded = false;
  bool module_installed = false;  ///< modprobe would find it
  std::string kernel{};           ///< release
};

/// Labels: ancloud.binder = binderfs, nodes or none.
Report judge_binder(const BinderFacts& facts);

}  // namespace anc::doctor
