// One instance on disk: its name, its paths, who may have made it.
#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "internal/core/error.h"

namespace anc::state {

/// 1 to 64 of [a-z0-9_-], beginning with a letter or digit: safe as a file, cgroup and host name.
Result<void> check_name(std::string_view name);

/// The tree `<data>/instances/NAME` with the documented names (design.md 3). A value of paths; all
/// absolute. "default" always exists; another name exists once its directory does.
class Instance {
 public:
  /// kUsage for a bad name, kNoInstance for a name that was never made.
  static Result<Instance> open(const std::string& data_path, const std::string& name);
  /// As open, but makes the tree (idempotent). Root makes it 0755; a user's own tree is 0700.
  static Result<Instance> create(const std::string& data_path, const std::string& name);
  /// Names that have a directory, and "default", sorted.
  static Result<std::vector<std::string>> list(const std::string& data_path);

  const std::string& name() const { return name_; }
  const std::string& data_path() const { return data_path_; }
  const std::string& dir() const { return dir_; }
  std::string rootfs() const { return dir_ + "/rootfs"; }
  std::string rootfs_overlay() const { return dir_ + "/rootfs-overlay"; }
  std::string combined_rootfs() const { return dir_ + "/combined-rootfs"; }
  std::string data() const { return dir_ + "/data"; }
  std::string cache() const { return dir_ + "/cache"; }
  std::string containers() const { return dir_ + "/containers"; }
  std::string sockets() const { return dir_ + "/sockets"; }
  std::string input() const { return dir_ + "/input"; }
  std::string state_dir() const { return dir_ + "/state"; }
  std::string logs() const { return dir_ + "/logs"; }
  /// What the unprivileged session owns besides sockets/ and input/.
  std::string session_state() const { return dir_ + "/state/session"; }

  /// Gives sockets/, input/, state/session/ and logs/session.log to the session's user (as root).
  Result<void> give_to_session(uid_t uid, gid_t gid) const;

 private:
  Instance(std::string data_path, std::string name);
  std::string data_path_, name_, dir_;
};

}  // namespace anc::state
