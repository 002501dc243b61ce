// Looking at the host and into a root that may be hostile: see guest_plan.h.
#include <cerrno>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal/container/guest_plan.h"
#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::container {
namespace {

GuestFacts::Entry entry_of(const struct stat& info) {
  if (S_ISDIR(info.st_mode)) return {FileKind::kDirectory, 0};
  if (S_ISSOCK(info.st_mode)) return {FileKind::kSocket, 0};
  if (S_ISCHR(info.st_mode)) return {FileKind::kCharDevice, info.st_rdev};
  if (S_ISREG(info.st_mode)) return {FileKind::kRegular, 0};
  return {FileKind::kOther, 0};
}

// The host's own files; the session's directory is a user's, so links are not followed.
GuestFacts::Entry look_at(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return {};
  return entry_of(info);
}

// Opens a path of the guest as the guest would see it.
Fd open_in_root(const Fd& root, const std::string& path, uint64_t flags) {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  const long fd = ::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how);
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) {
    // Before Linux 5.6, and under seccomp filters: without links, one step below the root.
    if (path.find('/', 1) != std::string::npos) return Fd();
    return Fd(
        ::openat(root.get(), path.c_str() + 1, static_cast<int>(flags) | O_CLOEXEC | O_NOFOLLOW));
  }
  return Fd(static_cast<int>(fd));
}

GuestFacts::Entry look_in_root(const Fd& root, const std::string& path) {
  const Fd fd = open_in_root(root, path, O_PATH);
  struct stat info {};
  if (!fd || ::fstat(fd.get(), &info) != 0) return {};
  return entry_of(info);
}

// "245 binder" in the list of character devices.
std::optional<unsigned> major_of(std::string_view devices, std::string_view name) {
  for (const std::string& line : core::split(devices, '\n')) {
    const auto words = core::split(core::trim(line), ' ');
    if (words.size() != 2 || words[1] != name) continue;
    const auto number = core::parse_int(words[0], 0, 1 << 20);
    if (number) return static_cast<unsigned>(*number);
  }
  return std::nullopt;
}

}  // namespace

Result<GuestFacts> look(const state::Instance& instance, const std::string& rootfs,
                        const StartOptions& options) {
  constexpr size_t kPropertyLimit = 1u << 20;
  GuestFacts facts;
  for (const char* path : {"/dev/fuse", "/dev/net/tun", "/dev/ashmem", "/dev/binder",
                           "/dev/hwbinder", "/dev/vndbinder"}) {
    facts.host[path] = look_at(path);
  }
  for (const char* name : {"/qemu_pipe", "/anbox_bridge", "/anbox_audio"}) {
    facts.host[instance.sockets() + name] = look_at(instance.sockets() + name);
  }
  facts.host[instance.input()] = look_at(instance.input());
  if (options.asked) {
    for (const Asked::Device& device : options.asked->devices) {
      facts.host[device.path] = look_at(device.path);
    }
  }

  const auto root = core::open_file(rootfs, O_PATH | O_DIRECTORY);
  if (!root) return fail(Error(root.error()).as(Kind::kImage));
  std::vector<std::string> paths = {"/anbox-init.sh", "/init", "/data", "/cache"};
  if (!options.init.empty()) paths.push_back(options.init);
  for (const std::string& path : paths) facts.rootfs[path] = look_in_root(*root, path);

  // The generated file is bound over this one, so a link will not do.
  const Fd prop(
      ::openat(root->get(), "default.prop", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (prop && ::fstat(prop.get(), &info) == 0 && S_ISREG(info.st_mode)) {
    facts.default_prop = TRY(core::read_to_end(prop, kPropertyLimit), "default.prop of the root");
  }
  const auto filesystems = core::read_file("/proc/filesystems");
  facts.binderfs = filesystems && filesystems->find("\tbinder\n") != std::string::npos;
  const auto devices = core::read_file("/proc/devices");
  if (devices) facts.binder_major = major_of(*devices, "binder");
  return facts;
}

}  // namespace anc::container
