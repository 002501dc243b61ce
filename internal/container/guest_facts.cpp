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

constexpr auto kAnboxInit = "/anbox-init.sh";
constexpr auto kServiceManager = "/system/bin/servicemanager";

GuestFacts::Entry entry_of(const struct stat& info) {
  if (S_ISDIR(info.st_mode)) return {FileKind::kDirectory, 0};
  if (S_ISSOCK(info.st_mode)) return {FileKind::kSocket, 0};
  if (S_ISCHR(info.st_mode)) return {FileKind::kCharDevice, info.st_rdev};
  if (S_ISREG(info.st_mode)) return {FileKind::kRegular, 0};
  return {FileKind::kOther, 0};
}

// Nothing is there, as far as the guest is concerned: anything else that keeps us from looking is
// an error, for what is not seen is left out of the guest.
bool means_absent(int error) {
  return error == ENOENT || error == ENOTDIR || error == ELOOP || error == ENAMETOOLONG;
}

// The host's own files; the session's directory is a user's, so links are not followed.
Result<GuestFacts::Entry> look_at(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0) return entry_of(info);
  if (means_absent(errno)) return GuestFacts::Entry();
  return fail_errno(errno, "look at " + path);
}

Fd open_without_links(const Fd& root, const std::string& path, int flags) {
  const std::vector<std::string> steps = core::split(path.substr(1), '/');
  Fd at;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] == "..") {
      errno = ENOENT;  // above the root there is nothing
      return Fd();
    }
    const int how = i + 1 < steps.size() ? O_PATH | O_DIRECTORY : flags;
    at = Fd(::openat(at ? at.get() : root.get(), steps[i].c_str(), how | O_CLOEXEC | O_NOFOLLOW));
    if (!at) return Fd();
  }
  return at;
}

// Opens a path of the guest as the guest would see it; or errno says why not.
Fd open_in_root(const Fd& root, const std::string& path, uint64_t flags) {
  open_how how{};
  how.flags = flags | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  const long fd = ::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how);
  if (fd < 0 && (errno == ENOSYS || errno == EPERM)) {
    // Before Linux 5.6, and under seccomp filters: step by step, and without links.
    return open_without_links(root, path, static_cast<int>(flags));
  }
  return Fd(static_cast<int>(fd));
}

Result<GuestFacts::Entry> look_in_root(const Fd& root, const std::string& path) {
  const Fd fd = open_in_root(root, path, O_PATH);
  struct stat info {};
  if (fd && ::fstat(fd.get(), &info) == 0) return entry_of(info);
  if (means_absent(errno)) return GuestFacts::Entry();
  return fail_errno(errno, "look at " + path + " in the root", Kind::kImage);
}

// The image's own properties. The generated file is bound over this one, so a link will not do.
Result<std::optional<std::string>> read_properties(const Fd& root) {
  constexpr size_t kLimit = 1u << 20;
  const Fd file(
      ::openat(root.get(), "default.prop", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  const bool opened = file && ::fstat(file.get(), &info) == 0;
  if (!opened && !means_absent(errno)) {
    return fail_errno(errno, "open default.prop of the root", Kind::kImage);
  }
  if (!opened || !S_ISREG(info.st_mode)) return std::optional<std::string>();
  return std::optional(TRY(core::read_to_end(file, kLimit), "default.prop of the root"));
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
  GuestFacts facts;
  for (const char* path : {"/dev/fuse", "/dev/net/tun", "/dev/ashmem", "/dev/binder",
                           "/dev/hwbinder", "/dev/vndbinder"}) {
    facts.host[path] = TRY(look_at(path));
  }
  for (const char* name : {"/qemu_pipe", "/anbox_bridge", "/anbox_audio"}) {
    facts.host[instance.sockets() + name] = TRY(look_at(instance.sockets() + name));
  }
  facts.host[instance.input()] = TRY(look_at(instance.input()));
  if (options.asked) {
    for (const Asked::Device& device : options.asked->devices) {
      facts.host[device.path] = TRY(look_at(device.path));
    }
  }

  const auto root = core::open_file(rootfs, O_PATH | O_DIRECTORY);
  if (!root) return fail(Error(root.error()).as(Kind::kImage));
  std::vector<std::string> paths = {kAnboxInit, "/init", kServiceManager, "/data", "/cache"};
  if (!options.init.empty()) paths.push_back(options.init);
  for (const std::string& path : paths) facts.rootfs[path] = TRY(look_in_root(*root, path));
  const auto is_file = [&](const char* path) {
    return facts.rootfs[path].kind == FileKind::kRegular;
  };
  facts.family = image::family_of(is_file(kAnboxInit), is_file(kServiceManager));
  facts.default_prop = TRY(read_properties(*root));
  const std::string filesystems = TRY(core::read_file("/proc/filesystems"));
  facts.binderfs = filesystems.find("\tbinder\n") != std::string::npos;
  facts.binder_major = major_of(TRY(core::read_file("/proc/devices")), "binder");
  for (const std::string_view path : masked_paths()) {
    facts.masked[std::string(path)] = TRY(look_at(std::string(path))).kind;
  }
  return facts;
}

}  // namespace anc::container
