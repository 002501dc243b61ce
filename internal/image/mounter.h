// How an image gets mounted, apart from when: the seam between the mount steps and the kernel.
#pragma once

#include <optional>
#include <string>

#include "internal/core/process.h"
#include "internal/image/id_map.h"
#include "internal/step/host.h"

namespace anc::image {

/// One squashfs mount.
struct ImageMount {
  std::string image;            ///< absolute path
  std::string target;           ///< existing directory
  bool fuse = false;            ///< do not even try the kernel
  std::optional<IdMap> id_map;  ///< show owners as this maps them; unset: as packed
};

class Mounter {
 public:
  virtual ~Mounter() = default;
  /// After a failure nothing is mounted.
  virtual Result<void> mount(step::Host& host, const ImageMount& what) = 0;
};

/// The kernel by a loop device; where it cannot (no loop, no squashfs, no id-mapped squashfs, a
/// compression it lacks) or where asked, our FUSE server.
class RealMounter final : public Mounter {
 public:
  /// `stay`: a server outlives this process and keeps `lock_fd` (-1: none) open; otherwise it dies
  /// with the calling thread, and `take_server` hands it to a supervisor.
  RealMounter(bool stay, int lock_fd) : stay_(stay), lock_fd_(lock_fd) {}

  Result<void> mount(step::Host& host, const ImageMount& what) override;
  std::optional<core::Child> take_server() { return std::exchange(server_, std::nullopt); }
  const std::optional<core::Child>& server() const { return server_; }

 private:
  bool stay_;
  int lock_fd_;
  std::optional<core::Child> server_;
};

}  // namespace anc::image
