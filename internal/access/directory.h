// `<data>/stream`: what the stream server keeps, and whose that is.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

#include "internal/core/fd.h"

namespace anc::access {

/// Who a stream server runs as.
struct Owner {
  uid_t uid = 0;
  gid_t gid = 0;
};

/// `<data>/stream`
std::string directory_path(const std::string& data_path);

/// Makes the directory with mode 0700 where it is missing (and the data path as instances do), and
/// says where it is. Called by root it
/// becomes `owner`'s, with the files in it; called by anybody else it is the caller's, and
/// kPermission where another's is in the way.
Result<std::string> prepare_directory(const std::string& data_path, std::optional<Owner> owner);

/// While it lives, files of this thread are opened and made as the owner of a directory would: so
/// that root, who helps a user, neither leaves files that the user cannot read nor follows the
/// user's links to what is not the user's. Does nothing for anybody but root.
class AsOwnerOf {
 public:
  explicit AsOwnerOf(const std::string& directory);
  AsOwnerOf(const AsOwnerOf&) = delete;
  AsOwnerOf& operator=(const AsOwnerOf&) = delete;
  ~AsOwnerOf();

  /// The directory under a name that its owner can use, whoever may enter those above it.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  core::Fd directory_;
  bool changed_ = false;
  uid_t uid_ = 0;  // as it was
  gid_t gid_ = 0;
};

}  // namespace anc::access
