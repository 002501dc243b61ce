// The data path: there, writable, with room.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "internal/doctor/finding.h"

namespace anc::doctor {

struct StorageFacts {
  std::string path{};       ///< the data path
  std::string directory{};  ///< itself, or the nearest directory above it that is there
  bool root = true;         ///< who asks
  /// errno of writing a file of some kilobytes, and syncing it; as nobody ever sees that file,
  /// EOPNOTSUPP means that the file system has no nameless files, which says nothing.
  int write_error = 0;
  uint64_t free_bytes = 0;               ///< for root
  uint64_t inodes = 0, free_inodes = 0;  ///< 0: it does not count them
  bool noexec = false;
};

/// Labels: ancloud.disk.free = whole GiB.
Report judge_storage(const StorageFacts& facts);

}  // namespace anc::doctor
