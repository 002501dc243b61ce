// The security modules of the kernel, as far as Android's service manager cares.
#pragma once

#include <optional>
#include <string>

#include "internal/doctor/finding.h"

namespace anc::doctor {

struct LsmFacts {
  std::optional<std::string> modules{};  ///< "lockdown,capability,apparmor"; none: not to be read
  std::optional<bool> enforcing{};       ///< of SELinux; none where it has no file system mounted
  std::optional<bool> guest_profile{};   ///< AppArmor has ours; none: it is not active, or unseen
};

/// Labels: ancloud.lsm, ancloud.selinux = enforcing, permissive or no.
Report judge_lsm(const LsmFacts& facts);

}  // namespace anc::doctor
