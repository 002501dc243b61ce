// The place where a supervisor puts together what its container sees, in a mount namespace of its
// own.
#pragma once

#include <string>
#include <utility>

#include "internal/container/guest_plan.h"
#include "internal/core/error.h"

namespace anc::container {

/// Leaves the host's mount namespace: what is mounted from now on goes with this process, while
/// the host's later mounts still appear here. Call once, from a single-threaded process.
Result<void> enter_private_mounts();

/// A tmpfs at a path that container root can reach, however private the data path is. Only this
/// mount namespace sees it. Its directory on the host is removed at the end.
class Stage {
 public:
  static Result<Stage> make(const std::string& path);
  Stage(Stage&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Stage& operator=(Stage&&) = delete;
  ~Stage();

  const std::string& path() const { return path_; }
  /// Makes an empty directory in it.
  Result<void> make_directory(const std::string& name) const;
  /// Shows `source`, which must be of `kind` and no symbolic link, with all mounted below it.
  Result<void> bind(const std::string& source, const std::string& name, FileKind kind) const;
  /// Shows what `opened` stands for, and nothing that is mounted below it.
  Result<void> bind(const Fd& opened, const std::string& name, FileKind kind) const;
  /// Shows a directory with owners as `map` says (id-mapped mount), without what is mounted below
  /// it. kHostRequirement where its file system cannot be id-mapped.
  Result<void> bind_mapped(const std::string& source, const std::string& name,
                           const image::IdMap& map) const;
  /// Nodes, binderfs, binds and files of the plan, owned as `map` says.
  Result<void> perform(const GuestPlan& plan, const image::IdMap& map) const;

 private:
  explicit Stage(std::string path) : path_(std::move(path)) {}
  Result<void> mount_opened(const Fd& opened, const std::string& name, FileKind kind,
                            unsigned long flags) const;
  Result<void> make_node(const NodePlan& node, const image::IdMap& map) const;
  Result<void> mount_binderfs(const BinderPlan& plan, const image::IdMap& map) const;
  std::string path_;
};

/// Removes the directory that a killed supervisor left; its mounts went with its namespace.
void remove_stage_directory(const std::string& path);

}  // namespace anc::container
