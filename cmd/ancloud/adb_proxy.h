// A private way to the guest's adbd for one run of adb, where connections must say a token first.
#pragma once

#include <memory>
#include <string>

#include "internal/core/file.h"
#include "internal/net/listener.h"
#include "internal/net/loop.h"

namespace anc::cmd {

/// A unix socket in a folder that only this user can enter; what connects there gets to the port of
/// the session, the greeting said. adb cannot say a token itself, and neither a port of the proxy's
/// own nor the adb server at port 5037, which serves every user of the host, would keep the others
/// out: so adb gets a server of its own in the same folder. Gone with the object.
class AdbProxy {
 public:
  /// `greeting` is what the session's port wants to hear first (adb/door.h).
  static Result<std::unique_ptr<AdbProxy>> start(uint16_t port, std::string greeting);
  AdbProxy(const AdbProxy&) = delete;
  AdbProxy& operator=(const AdbProxy&) = delete;
  ~AdbProxy();

  /// As adb names them.
  std::string device() const { return "localfilesystem:" + folder_.path() + "/guest"; }
  std::string server() const { return "localfilesystem:" + folder_.path() + "/server"; }

 private:
  struct Relays;
  explicit AdbProxy(core::TempDir folder);

  core::TempDir folder_;
  net::Loop loop_;
  std::unique_ptr<Relays> relays_;
  std::unique_ptr<net::Listener> listener_;
};

}  // namespace anc::cmd
