// User namespaces: what an unprivileged guest is made of.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// A line of /etc/subuid or /etc/subgid.
struct SubRange {
  std::string owner{};  ///< name or number
  uint64_t first = 0;
  uint64_t count = 0;
};
/// Lines that are no ranges are left out, as newuidmap does.
std::vector<SubRange> parse_subids(std::string_view text);

struct NamespaceFacts {
  bool root = true;  ///< who asks; others cannot try what `error` is about
  int error = 0;     ///< errno of making one with a map, 0 when it works
  std::optional<int>
      unprivileged_error{};               ///< the same for a user who is not root; none: not tried
  std::optional<int64_t> most{};          ///< user.max_user_namespaces
  std::optional<int64_t> unprivileged{};  ///< kernel.unprivileged_userns_clone (Debian)
  std::optional<int64_t> apparmor{};      ///< kernel.apparmor_restrict_unprivileged_userns (Ubuntu)
  bool newuidmap = false;                 ///< is installed
  std::vector<SubRange> uids, gids{};
};

/// Labels: ancloud.userns = yes or no.
Report judge_namespaces(const NamespaceFacts& facts);

}  // namespace anc::doctor
