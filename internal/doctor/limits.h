// Limits of the kernel that stop Android, or the next instance.
#pragma once

#include <map>
#include <string>

#include "internal/doctor/finding.h"

namespace anc::doctor {

struct LimitFacts {
  std::map<std::string, int64_t> sysctls{};  ///< by name; those that this kernel has
  int inotify_error = 0;                     ///< errno of an instance with a watch, 0 when it works
  int key_error = 0;                         ///< errno of a key in a keyring, 0 when it works
};

/// A finding for each that is in the way; what lasts over a reboot goes into /etc/sysctl.d.
Report judge_limits(const LimitFacts& facts);

}  // namespace anc::doctor
