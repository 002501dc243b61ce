// Guest mounts: see mounts.h.
#include "cmd/ancloud-guest/mounts.h"

#include <cerrno>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "internal/core/error.h"

namespace anc::guest {
namespace {

constexpr unsigned long kPlain = MS_NOSUID | MS_NODEV;
constexpr unsigned long kNoPrograms = kPlain | MS_NOEXEC;

// One file system of the guest (mount(2)'s arguments).
struct MountPlan {
  const char* type;
  const char* target;
  unsigned long flags;
  const char* data;
};
// Source: Android 7.1 system/core/init/init.cpp and rootdir/init.rc, less what only a device needs.
constexpr MountPlan kPlan[] = {
    {"tmpfs", "/dev", MS_NOSUID, "mode=0755,size=512k"},
    {"devpts", "/dev/pts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620"},
    {"proc", "/proc", kNoPrograms, nullptr},
    {"sysfs", "/sys", kNoPrograms | MS_RDONLY, nullptr},
    {"tmpfs", "/mnt", kNoPrograms, "mode=0755,gid=1000,size=1m"},
    {"tmpfs", "/storage", kNoPrograms, "mode=0755,gid=1000,size=1m"},
    {"tmpfs", "/tmp", kPlain, "mode=1777,size=64m"},
    {"tmpfs", "/data", kPlain, "mode=0771,uid=1000,gid=1000,size=64m"},
    {"tmpfs", "/cache", kPlain, "mode=0770,uid=1000,gid=1000,size=64m"},
};

// Nodes that a container brings along; on a bare kernel init makes them, as Android's does.
struct Node {
  const char* path;
  mode_t mode;
  unsigned minor;
};
constexpr Node kMemoryNodes[] = {
    {"/dev/null", 0666, 3},   {"/dev/zero", 0666, 5},    {"/dev/full", 0666, 7},
    {"/dev/random", 0666, 8}, {"/dev/urandom", 0666, 9},
};

// Directories as Android's init.rc makes them, or makes them its own, before any service starts.
struct Directory {
  const char* path;
  mode_t mode;
  uid_t owner;
};
constexpr Directory kDirectories[] = {
    {"/dev/socket", 0755, 0}, {"/mnt/runtime", 0755, 0}, {"/data", 0771, 1000},
    {"/cache", 0770, 1000},   {"/data/local", 0751, 0},  {"/data/local/tmp", 0771, 2000},
};

// Whether something is mounted there: its device differs from its parent's. Needs no /proc.
bool is_mount_point(const std::string& path) {
  struct stat here {
  }, above{};
  if (::stat(path.c_str(), &here) != 0 || ::stat((path + "/..").c_str(), &above) != 0) return false;
  return here.st_dev != above.st_dev;
}

}  // namespace

std::vector<std::string> mount_all() {
  std::vector<std::string> said;
  for (const MountPlan& plan : kPlan) {
    if (is_mount_point(plan.target)) continue;
    (void)::mkdir(plan.target, 0755);  // a read-only root has the directory or never gets it
    if (::mount(plan.type, plan.target, plan.type, plan.flags, plan.data) == 0) {
      said.push_back(std::string("mounted ") + plan.type + " on " + plan.target);
    } else {
      said.push_back(std::string(plan.target) + " left as it is: " + core::errno_text(errno));
    }
  }
  for (const Node& node : kMemoryNodes) {
    (void)::mknod(node.path, S_IFCHR | node.mode, makedev(1, node.minor));
  }
  for (const Directory& directory : kDirectories) {
    (void)::mkdir(directory.path, directory.mode);
    (void)!::chown(directory.path, directory.owner, directory.owner);
    (void)::chmod(directory.path, directory.mode);
  }
  return said;
}

}  // namespace anc::guest
