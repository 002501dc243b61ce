// The container as a value, and its text in LXC's configuration language.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/image/id_map.h"

namespace anc::container {

/// One lxc.mount.entry: a bind mount or a file system of its own.
struct MountEntry {
  std::string source;  ///< host path, or a file system's name
  std::string target;  ///< inside the container, without a leading slash
  std::string type = "none";
  std::string options;  ///< comma list, e.g. "bind,create=file"
};

/// A character device the container may use. An absent minor means all of that major.
struct DeviceRule {
  unsigned major = 0;
  std::optional<unsigned> minor;
};

/// The container's one interface, eth0, on a bridge of the host.
struct Link {
  std::string bridge;
  std::string host_name;  ///< the host's end of the veth pair, at most 15 characters
  std::string address;    ///< dotted IPv4
  unsigned prefix = 24;
  std::string broadcast;  ///< named always: LXC derives a wrong one
  std::string gateway;
  std::string hardware_address = {};  ///< "02:61:…"; empty: LXC takes any, another at each start
};

/// Limits by control groups; 0: none.
struct GroupLimits {
  uint64_t memory = 0;     ///< bytes
  uint64_t processes = 0;  ///< with threads
};

/// All that LXC is told. Paths are absolute.
struct ContainerSpec {
  std::string hostname = "ancloud";
  std::string rootfs;
  std::string rootfs_mount;  ///< an empty directory of ours: LXC's default one may not exist
  std::string init;
  std::vector<std::string> environment;  ///< "KEY=value"
  image::IdMap idmap;                    ///< empty: privileged
  std::optional<Link> link;              ///< unset: a network namespace with loopback only
  std::vector<MountEntry> mounts;        ///< in this order
  std::vector<DeviceRule> devices;       ///< beside LXC's own; anything else is refused
  std::string cgroup;                    ///< below each hierarchy's root, no leading slash
  GroupLimits limits;
  std::string seccomp;  ///< profile for LXC (confine/filter.h); empty: all system calls
  bool no_new_privs = false;
  std::string apparmor = "unconfined";  ///< a profile that is loaded
  std::string console_log;
  uint64_t console_log_size = 0;  ///< bytes at which it is begun anew; 0: never
  std::string lxc_log;
  std::string log_level = "INFO";
};

/// The configuration file. kUsage for a value with a newline, a NUL or blanks at its ends; blanks
/// inside mount entries are written as in fstab(5). Source: lxc.container.conf(5) of LXC 5 and 6.
Result<std::string> render_config(const ContainerSpec& spec);

/// A word for a mount entry: blank, tab and backslash as octal escapes.
std::string escape_mount_word(std::string_view word);

}  // namespace anc::container
