// What a start of a container is told, and its form on the way to the supervisor.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "internal/config/subnet.h"
#include "internal/container/published_port.h"
#include "internal/core/json.h"

namespace anc::container {

/// What a session of another user wants its guest to see, as the policy of the container manager
/// has let it through. Sources are opened with that user's rights and must be the user's own.
struct Asked {
  enum class Source { kSocket, kDirectory, kAny };
  struct Bind {
    std::string source;  ///< absolute path on the host
    std::string target;  ///< absolute path in the guest
    Source kind = Source::kSocket;
  };
  struct Device {
    std::string path;  ///< below /dev, the same on host and guest
    uint32_t mode = 0666;
  };
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
  std::vector<Bind> binds;
  std::vector<Device> devices;
};

/// When a container that has ended is started again.
enum class Restart { kNo, kOnFailure, kAlways };

/// What a guest may use at most; 0: no limit.
struct Limits {
  uint64_t memory = 0;       ///< bytes, with what it has in the page cache
  uint64_t processes = 0;    ///< processes and threads
  uint64_t data_size = 0;    ///< bytes of /data and /cache together, in a file system of their own
  uint64_t console_log = 0;  ///< bytes of console.log; the one before it is kept as well
};
/// network.dhcp: whether the guest may ask for its address; kAuto: where the image is one that
/// does.
enum class Dhcp { kAuto, kOn, kOff };

/// Where the guest's binder comes from: setting container.binder.
enum class Binder {
  kAuto,      ///< Android images: their own binderfs, else the host's nodes; others: none
  kNone,      ///< none, whatever the image is
  kBinderfs,  ///< a binderfs of its own, whatever the image is
  kNodes,     ///< the host's fixed nodes, where no other container uses them
  kShared,    ///< the host's fixed nodes, whoever uses them
};

/// "auto", "none", "binderfs", "nodes", "shared".
std::string_view binder_name(Binder binder);
Result<Binder> parse_binder(std::string_view name);

/// One start. The verb fills it from flags and configuration.
struct StartOptions {
  std::string rootfs;  ///< a directory that is the root already; empty: from `image`
  std::string image;   ///< squashfs file, absolute path
  bool fuse = false;
  bool writable = false;
  std::string init;  ///< inside the root; empty: /anbox-init.sh if it is there, else /init
  bool privileged = false;
  Binder binder = Binder::kAuto;
  unsigned binder_nodes = 0;  ///< 1 or 3; 0: as many as the image's family expects
  bool network = true;
  std::string bridge = "ancloud";
  config::Subnet subnet{0xc0a8f001, 24};  ///< 192.168.240.1/24
  std::vector<std::string> dns;
  bool isolate = true;  ///< from the other instances on the bridge
  Dhcp dhcp = Dhcp::kAuto;
  std::vector<PublishedPort> published;
  uid_t session_uid = 0;  ///< who runs the session; not used when privileged
  gid_t session_gid = 0;
  std::vector<std::string> properties;  ///< "key=value" put before the image's default.prop
  std::chrono::milliseconds stop_timeout{10000};
  Limits limits;
  bool seccomp = true;       ///< only the system calls of confine/syscalls.h
  bool no_new_privs = true;  ///< set-user-id programs and file capabilities give nothing
  Restart restart = Restart::kNo;
  bool verbose = false;        ///< LXC's log at DEBUG
  std::optional<Asked> asked;  ///< instead of the sockets of the instance's own session
};

core::Json to_json(const StartOptions& options);
Result<StartOptions> options_from_json(const core::Json& json);

}  // namespace anc::container
