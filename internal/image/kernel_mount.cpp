// Loop devices and mounts through file descriptors: nothing is visible until all has worked.
#include "internal/image/kernel_mount.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/loop.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include "internal/core/codes.h"
#include "internal/core/text.h"

namespace anc::image {
namespace {

constexpr int kLoopTries = 64;

/// The messages that the kernel left on a file system context, "e squashfs: …" one per read.
std::string kernel_messages(const Fd& context) {
  std::string text;
  std::array<char, 512> line;
  for (;;) {
    const ssize_t n = ::read(context.get(), line.data(), line.size());
    if (n <= 2) return text;
    if (!text.empty()) text += "; ";
    text += core::trim(std::string_view(line.data() + 2, static_cast<size_t>(n - 2)));
  }
}

Result<LoopDevice> try_loop(const Fd& control, const Fd& image, bool read_only) {
  const int number = ::ioctl(control.get(), LOOP_CTL_GET_FREE);
  if (number < 0) return fail_errno(errno, "find a free loop device", Kind::kHostRequirement);
  LoopDevice device;
  device.path = "/dev/loop" + std::to_string(number);
  device.fd = TRY(core::open_file(device.path, read_only ? O_RDONLY : O_RDWR));
  loop_config config{};
  config.fd = static_cast<uint32_t>(image.get());
  config.info.lo_flags = LO_FLAGS_AUTOCLEAR;
  if (read_only) config.info.lo_flags |= LO_FLAGS_READ_ONLY;
  if (::ioctl(device.fd.get(), LOOP_CONFIGURE, &config) != 0) {
    return fail_errno(errno, "attach " + device.path);
  }
  return device;
}

}  // namespace

tl::unexpected<Error> mount_failed(int error, const std::string& what, const Fd& context) {
  const std::string messages = kernel_messages(context);
  return fail_errno(error, messages.empty() ? what : what + " (" + messages + ")");
}

Result<LoopDevice> attach_loop(const std::string& image) {
  return attach_loop(TRY(core::open_file(image, O_RDONLY)), true);
}

Result<LoopDevice> attach_loop(const Fd& file, bool read_only) {
  auto control = core::open_file("/dev/loop-control", O_RDWR);
  if (!control) {
    return fail(std::move(control.error()).as(Kind::kHostRequirement).code(Code::kLoopMissing));
  }
  for (int tries = 1;; ++tries) {
    auto device = try_loop(*control, file, read_only);
    // EBUSY, ENXIO: between our two calls another process took, or freed and removed, the number.
    const int error = device ? 0 : device.error().root_errno();
    if ((error != EBUSY && error != ENXIO) || tries == kLoopTries) return device;
  }
}

Result<DetachedMount> make_mount(const std::string& type, const std::vector<std::string>& settings,
                                 bool nosuid) {
  const Fd context(::fsopen(type.c_str(), FSOPEN_CLOEXEC));
  if (!context) {
    return fail_errno(errno, "open file system type " + type, Kind::kHostRequirement);
  }
  if (::fsconfig(context.get(), FSCONFIG_SET_FLAG, "ro", nullptr, 0) != 0) {
    return mount_failed(errno, "set ro", context);
  }
  for (const std::string& setting : settings) {
    const size_t equals = setting.find('=');
    const std::string key = setting.substr(0, equals);
    const bool flag = equals == std::string::npos;
    const std::string value = flag ? "" : setting.substr(equals + 1);
    if (::fsconfig(context.get(), flag ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING, key.c_str(),
                   flag ? nullptr : value.c_str(), 0) != 0) {
      return mount_failed(errno, "set " + setting, context);
    }
  }
  if (::fsconfig(context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) {
    return mount_failed(errno, "mount " + type, context);
  }
  const unsigned attributes =
      MOUNT_ATTR_RDONLY | MOUNT_ATTR_NODEV | (nosuid ? MOUNT_ATTR_NOSUID : 0u);
  DetachedMount mount{Fd(::fsmount(context.get(), FSMOUNT_CLOEXEC, attributes))};
  if (!mount.fd) return mount_failed(errno, "mount " + type, context);
  return mount;
}

Result<void> id_map_mount(const DetachedMount& mount, const Fd& user_ns) {
  struct mount_attr attributes {};
  attributes.attr_set = MOUNT_ATTR_IDMAP;
  attributes.userns_fd = static_cast<uint64_t>(user_ns.get());
  if (::mount_setattr(mount.fd.get(), "", AT_EMPTY_PATH, &attributes, sizeof attributes) != 0) {
    return fail_errno(errno, "id-map the mount");
  }
  return {};
}

Result<void> attach_mount(const DetachedMount& mount, const std::string& target) {
  if (::move_mount(mount.fd.get(), "", AT_FDCWD, target.c_str(), MOVE_MOUNT_F_EMPTY_PATH) != 0) {
    return fail_errno(errno, "mount on " + target);
  }
  // A call of its own: mount(2) ignores propagation flags beside others (anbox-host 1.3).
  if (::mount(nullptr, target.c_str(), nullptr, MS_PRIVATE, nullptr) != 0) {
    const int error = errno;
    ::umount2(target.c_str(), MNT_DETACH);
    return fail_errno(error, "make " + target + " private");
  }
  return {};
}

}  // namespace anc::image
