// By fsopen(2) and fsmount(2): see mounts.h.
#include "internal/doctor/mounts.h"

#include <cerrno>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/image/kernel_mount.h"

namespace anc::doctor {
Result<Fd> detached_mount(const std::string& type,
                          const std::vector<std::pair<std::string, std::string>>& settings) {
  const Fd context(::fsopen(type.c_str(), FSOPEN_CLOEXEC));
  if (!context) return fail_errno(errno, "mount " + type);
  for (const auto& [key, value] : settings) {
    if (::fsconfig(context.get(), FSCONFIG_SET_STRING, key.c_str(), value.c_str(), 0) != 0) {
      return image::mount_failed(errno, "mount " + type + " with " + key + "=" + value, context);
    }
  }
  if (::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) {
    return image::mount_failed(errno, "mount " + type, context);
  }
  Fd mount(::fsmount(context.get(), FSMOUNT_CLOEXEC, 0));
  if (!mount) return image::mount_failed(errno, "mount " + type, context);
  return mount;
}

int enter_user_namespace() {
  const uid_t uid = ::geteuid();
  const gid_t gid = ::getegid();
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWIPC) != 0) return errno;
  // Without them the namespace serves as well, except for files that it makes.
  (void)core::write_in_place("/proc/self/setgroups", "deny");
  (void)core::write_in_place("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1");
  (void)core::write_in_place("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1");
  return 0;
}

}  // namespace anc::doctor
