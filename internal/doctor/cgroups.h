// Control groups: which version, what they can limit, whether a group can be made.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// One hierarchy of the kernel that is mounted here.
struct Hierarchy {
  std::string path{};                      ///< mount point
  bool unified = false;                    ///< cgroup2
  std::vector<std::string> controllers{};  ///< "memory", …
  int error = 0;                           ///< errno of making a group in it, 0 when it worked
};

/// Hierarchies in the text of mountinfo, each mount point once; those of v1 with their controllers.
std::vector<Hierarchy> parse_hierarchies(std::string_view mountinfo);

struct CgroupFacts {
  bool root = true;  ///< who asks; others make no groups
  std::vector<Hierarchy> hierarchies{};
  int device_filter_error = 0;  ///< errno of loading a device filter for cgroup2, 0 when it worked
};

/// Labels: ancloud.cgroup = v1, v2, hybrid or none.
Report judge_cgroups(const CgroupFacts& facts);

}  // namespace anc::doctor
