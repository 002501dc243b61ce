// The only door to the machine: everything a step may read or change, so that a fake can stand in.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "internal/core/accounts.h"
#include "internal/core/process.h"

namespace anc::step {

/// Six bytes in the order in which they are written.
using HardwareAddress = std::array<uint8_t, 6>;

enum class FileType { kRegular, kDirectory, kSymlink, kCharDevice, kBlockDevice, kOther };

/// What lstat(2) says. `mode` holds the permission bits only (07777).
struct FileInfo {
  FileType type = FileType::kOther;
  mode_t mode = 0;
  uid_t uid = 0;
  gid_t gid = 0;
  dev_t rdev = 0;  ///< of a device node, as makedev(3) packs it
  uint64_t size = 0;
  bool operator==(const FileInfo&) const = default;
};

/// The arguments of mount(2). `type` and `data` may be empty, e.g. for MS_BIND.
struct MountRequest {
  std::string source = {};
  std::string target = {};
  std::string type = {};
  unsigned long flags = 0;  ///< MS_*
  std::string data = {};
};

/// One line of /proc/self/mountinfo; the newest mount on a target comes last.
struct MountInfo {
  std::string target = {};
  std::string source = {};
  std::string type = {};
  std::string options = {};        ///< of the mount point, "ro,relatime"
  std::string super_options = {};  ///< of the file system, "rw,lowerdir=…"
  bool operator==(const MountInfo&) const = default;
};

/// A network interface.
struct Link {
  int index = 0;
  std::string name = {};
  std::string kind = {};  ///< "bridge", "veth", …; empty for hardware
  bool up = false;
  int master = 0;  ///< index of the bridge it is a port of, or 0
  bool operator==(const Link&) const = default;
};

/// An IPv4 network in host byte order: `address`/`prefix` on interface `link` (its name).
struct Ipv4 {
  uint32_t address = 0;
  int prefix = 24;
  std::string link = {};

  uint32_t mask() const { return prefix == 0 ? 0 : ~uint32_t{0} << (32 - prefix); }
  uint32_t network() const { return address & mask(); }
  bool overlaps(const Ipv4& other) const {
    const uint32_t common = mask() & other.mask();
    return (address & common) == (other.address & common);
  }
  bool operator==(const Ipv4&) const = default;
};

/// "192.168.240.1"
std::string dotted(uint32_t address);
/// "192.168.240.1/24" and, for the network itself, "192.168.240.0/24".
std::string address_text(const Ipv4& value);
std::string network_text(const Ipv4& value);

using User = core::Account;

/// The machine. Reading functions are const. Blocking calls, one thread at a time. Every error
/// names the object and carries the errno of the call. Paths are absolute.
class Host {
 public:
  virtual ~Host() = default;

  // Who asks, and since when the kernel runs.
  virtual uid_t user_id() const = 0;
  virtual Result<std::string> boot_id() const = 0;
  virtual Result<std::optional<User>> user(const std::string& name) const = 0;

  // Files.
  /// Nothing when there is no such file. Also for /proc and /sys.
  virtual Result<std::optional<std::string>> read(const std::string& path) const = 0;
  /// One write(2) into a file that exists: /proc, /sys.
  virtual Result<void> write(const std::string& path, const std::string& content) = 0;
  /// Makes or replaces a whole file atomically.
  virtual Result<void> write_file(const std::string& path, const std::string& content,
                                  mode_t mode) = 0;
  /// lstat; nothing when there is no such path.
  virtual Result<std::optional<FileInfo>> info(const std::string& path) const = 0;
  /// Sorted names in a directory, without "." and "..".
  virtual Result<std::vector<std::string>> list(const std::string& path) const = 0;
  virtual Result<void> make_dir(const std::string& path, mode_t mode) = 0;
  /// `type_and_mode` as mknod(2) takes it, e.g. S_IFCHR | 0666.
  virtual Result<void> make_node(const std::string& path, mode_t type_and_mode, dev_t device) = 0;
  virtual Result<void> set_mode(const std::string& path, mode_t mode) = 0;
  /// lchown(2)
  virtual Result<void> set_owner(const std::string& path, uid_t uid, gid_t gid) = 0;
  virtual Result<void> remove_dir(const std::string& path) = 0;
  virtual Result<void> remove_file(const std::string& path) = 0;

  // Mounts.
  virtual Result<std::vector<MountInfo>> mounts() const = 0;
  virtual Result<void> mount(const MountRequest& request) = 0;
  /// umount2(2); `flags` may be MNT_DETACH.
  virtual Result<void> unmount(const std::string& target, int flags) = 0;

  // Kernel modules, by modprobe; one that is named by its absolute path by insmod.
  /// True where `modprobe` would find it (loaded ones too).
  virtual Result<bool> has_module(const std::string& name) const = 0;
  virtual Result<void> load_module(const std::string& name, const std::string& parameters) = 0;
  virtual Result<void> unload_module(const std::string& name) = 0;

  // Network of the caller's namespace, by rtnetlink.
  virtual Result<std::vector<Link>> links() const = 0;
  virtual Result<std::vector<Ipv4>> addresses() const = 0;
  /// IPv4 unicast routes of all tables; `link` is empty for blackholes.
  virtual Result<std::vector<Ipv4>> routes() const = 0;
  /// A bridge with a hardware address of its own: without one it takes the lowest of its ports',
  /// and when that port goes, the others' neighbours stay stale for half a minute.
  virtual Result<void> add_bridge(const std::string& name, const HardwareAddress& address) = 0;
  virtual Result<void> remove_link(const std::string& name) = 0;
  virtual Result<void> set_link_up(const std::string& name, bool up) = 0;
  virtual Result<void> add_address(const Ipv4& address) = 0;
  virtual Result<void> remove_address(const Ipv4& address) = 0;

  // Programs of the host.
  /// Where it is on PATH, /usr/sbin and /sbin.
  virtual std::optional<std::string> find_program(const std::string& name) const = 0;
  /// A run that only looks; the status is the caller's to judge.
  virtual Result<core::Output> ask(const std::vector<std::string>& argv) const = 0;
  /// A run that changes something; a failing program is an error with its last words.
  virtual Result<std::string> run(const std::vector<std::string>& argv,
                                  const std::string& input) = 0;
  /// A run that changes something; the status is the caller's to judge.
  virtual Result<core::Output> attempt(const std::vector<std::string>& argv) = 0;

  // Said in terms of the above.
  /// "net.ipv4.ip_forward" → its value without the newline; kHostRequirement when there is none.
  Result<std::string> sysctl(std::string_view key) const;
  Result<void> set_sysctl(std::string_view key, const std::string& value);
  Result<std::optional<Link>> link(const std::string& name) const;
  /// The newest mount whose target is exactly `path`.
  Result<std::optional<MountInfo>> mount_at(const std::string& path) const;
};

}  // namespace anc::step
