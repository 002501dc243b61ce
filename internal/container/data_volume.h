// A guest's /data and /cache in a file system of their own, so that it cannot fill the host's disk.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "internal/core/error.h"
#include "internal/state/instance.h"

namespace anc::container {

/// `data.ext4` of an instance, mounted on its data/ and cache/ in this mount namespace only; its
/// end unmounts. A kill leaves nothing either: the loop device goes with the namespace. Until it
/// has gone it keeps the file locked, so that two of them never write one file system. The file is
/// made, sparse, at the first use, with what those directories hold by then staying beside it,
/// unseen; it grows when `size` (bytes) has become larger and stays as it is when smaller.
class DataVolume {
 public:
  /// `at` is an empty directory to mount on, `owner` the host's id of the guest's root.
  /// kHostRequirement without mkfs.ext4, loop devices or ext4.
  static Result<DataVolume> mount(const state::Instance& instance, const std::string& at,
                                  uint64_t size, uint32_t owner);
  DataVolume(DataVolume&& other) noexcept : mounted_(std::exchange(other.mounted_, {})) {}
  DataVolume& operator=(DataVolume&&) = delete;
  ~DataVolume();

 private:
  DataVolume() = default;
  Result<void> mount_file(const std::string& path, const std::string& at);
  Result<void> show(const std::string& source, const std::string& target, uint32_t owner);
  std::vector<std::string> mounted_;  ///< in their order
};

}  // namespace anc::container
