// A listening unix socket with a file of its own: made, guarded against a second owner, removed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>

#include "internal/core/fd.h"
#include "internal/net/timer.h"
#include "internal/net/watch.h"

namespace anc::net {

/// Who connected (SO_PEERCRED), as the kernel saw it at connect time.
struct Peer {
  pid_t pid = 0;  ///< 0 for a process of another pid namespace
  uid_t uid = 0;
  gid_t gid = 0;
};

/// Net thread only. The socket file is there from listen() until destruction.
class Listener {
 public:
  /// Gets each connection: close-on-exec, non-blocking. Must not block.
  using Accepted = std::function<void(core::Fd connection, const Peer& peer)>;

  /// Binds `path` with exactly `mode`, whatever the umask. A socket file on which nobody listens is
  /// replaced. Errors: kUsage above 107 bytes, kBusy where someone listens or another kind of file
  /// is in the way.
  static Result<std::unique_ptr<Listener>> listen(Loop& loop, std::string path, mode_t mode,
                                                  Accepted accepted);
  /// Takes over a socket that listens already, such as one from systemd; its file is not ours.
  static std::unique_ptr<Listener> adopt(Loop& loop, core::Fd listening, Accepted accepted);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();  ///< removes the socket file, unless another has taken its place

 private:
  Listener(Loop& loop, core::Fd fd, std::string path, Accepted accepted);
  void wait();
  void take_all();

  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  Accepted accepted_;
  Watch watch_;
  Timer pause_;  // after an accept that failed for want of descriptors
};

}  // namespace anc::net
