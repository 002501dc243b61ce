// The stage of a container: see stage.h.
#include "internal/container/stage.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <linux/android/binderfs.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "internal/core/codes.h"
#include "internal/core/file.h"
#include "internal/image/kernel_mount.h"

namespace anc::container {
namespace {

uint32_t owner(const std::vector<image::IdRange>& ranges, uint32_t inside) {
  return ranges.empty() ? inside : image::to_host(ranges, inside);
}

Result<void> give(const std::string& path, const image::IdMap& map) {
  if (::lchown(path.c_str(), owner(map.uids, 0), owner(map.gids, 0)) == 0) return {};
  return fail_errno(errno, "give " + path + " to the guest's root");
}

// Nothing but a device may stand where the guest expects one.
Result<void> give_node(const std::string& path, mode_t mode, const image::IdMap& map) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return fail_errno(errno, "look at " + path);
  if (!S_ISCHR(info.st_mode)) return fail(Kind::kHostRequirement, path + " is no device");
  if (::chmod(path.c_str(), mode) != 0) return fail_errno(errno, "change the mode of " + path);
  return give(path, map);
}

FileKind kind_of(const Fd& fd) {
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return FileKind::kAbsent;
  if (S_ISDIR(info.st_mode)) return FileKind::kDirectory;
  if (S_ISSOCK(info.st_mode)) return FileKind::kSocket;
  return FileKind::kOther;
}

}  // namespace

Result<void> enter_private_mounts() {
  if (::unshare(CLONE_NEWNS) != 0) {
    return fail_errno(errno, "make a mount namespace", Kind::kPermission);
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) {
    return fail_errno(errno, "detach the mount namespace from the host's");
  }
  return {};
}

void remove_stage_directory(const std::string& path) {
  (void)::rmdir(path.c_str());
  (void)::rmdir(path.substr(0, path.rfind('/')).c_str());  // stays while others are in it
}

Result<Stage> Stage::make(const std::string& path) {
  TRY(core::make_dirs(path, 0755), "make " + path);
  Stage stage(path);
  // No "nodev": the guest's device nodes live here.
  if (::mount("ancloud", path.c_str(), "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=4m") != 0) {
    return fail_errno(errno, "mount a tmpfs on " + path);
  }
  TRY(stage.make_directory("dev"));
  return stage;
}

Stage::~Stage() {
  if (path_.empty()) return;
  (void)::umount2(path_.c_str(), MNT_DETACH);
  remove_stage_directory(path_);
}

Result<void> Stage::make_directory(const std::string& name) const {
  const std::string path = path_ + "/" + name;
  if (::mkdir(path.c_str(), 0755) != 0) return fail_errno(errno, "make " + path);
  return {};
}

Result<void> Stage::bind(const std::string& source, const std::string& name, FileKind kind) const {
  const Fd fd = TRY(core::open_file(source, O_PATH | O_NOFOLLOW));
  if (kind_of(fd) != kind) return fail(Kind::kFailure, source + " is not what it should be");
  TRY(mount_opened(fd, name, kind, MS_BIND | MS_REC), "show " + source);
  return {};
}

Result<void> Stage::bind(const Fd& opened, const std::string& name, FileKind kind) const {
  return mount_opened(opened, name, kind, MS_BIND);
}

Result<void> Stage::mount_opened(const Fd& opened, const std::string& name, FileKind kind,
                                 unsigned long flags) const {
  const std::string target = path_ + "/" + name;
  if (kind == FileKind::kDirectory) {
    TRY(make_directory(name));
  } else {
    TRY(core::open_file(target, O_WRONLY | O_CREAT | O_EXCL));
  }
  const std::string pinned = "/proc/self/fd/" + std::to_string(opened.get());
  if (::mount(pinned.c_str(), target.c_str(), nullptr, flags, nullptr) != 0) {
    return fail_errno(errno, "bind to " + target);
  }
  return {};
}

Result<void> Stage::bind_mapped(const std::string& source, const std::string& name,
                                const image::IdMap& map) const {
  const std::string target = path_ + "/" + name;
  const image::DetachedMount tree{Fd(::open_tree(
      AT_FDCWD, source.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_SYMLINK_NOFOLLOW))};
  if (!tree.fd) return fail_errno(errno, "open " + source);
  if (auto mapped = image::id_map_mount(tree, TRY(image::user_namespace(map))); !mapped) {
    return fail(std::move(mapped.error()).as(Kind::kHostRequirement));
  }
  TRY(make_directory(name));
  return image::attach_mount(tree, target);
}

Result<void> Stage::make_node(const NodePlan& node, const image::IdMap& map) const {
  const std::string path = path_ + "/dev/" + node.name;
  TRY(core::make_dirs(path.substr(0, path.rfind('/'))));
  if (::mknod(path.c_str(), S_IFCHR | node.mode, node.device) != 0 ||
      ::chmod(path.c_str(), node.mode) != 0 ||
      ::chown(path.c_str(), owner(map.uids, node.uid), owner(map.gids, node.gid)) != 0) {
    return fail_errno(errno, "make device node " + path);
  }
  return {};
}

Result<void> Stage::mount_binderfs(const BinderPlan& plan, const image::IdMap& map) const {
  TRY(make_directory("binderfs"));
  const std::string path = path_ + "/binderfs";
  if (::mount("binder", path.c_str(), "binder", MS_NOSUID | MS_NOEXEC, "max=64") != 0) {
    return fail(Error::from_errno(errno, "mount binderfs on " + path, Kind::kHostRequirement)
                    .code(Code::kBinderForbidden));
  }
  const Fd control = TRY(core::open_file(path + "/binder-control", O_RDWR));
  for (const std::string& name : plan.nodes) {
    binderfs_device device{};
    std::memcpy(device.name, name.data(), name.size());
    // Kernels that make some of them by themselves answer EEXIST.
    if (::ioctl(control.get(), BINDER_CTL_ADD, &device) != 0 && errno != EEXIST) {
      return fail(Error::from_errno(errno, "make binder node " + name, Kind::kHostRequirement)
                      .code(Code::kBinderForbidden));
    }
    TRY(give_node(path + "/" + name, 0666, map));
  }
  // Its root may add nodes, as Android's init may in a binderfs that it mounts itself.
  TRY(give_node(path + "/binder-control", 0600, map));
  return give(path, map);
}

Result<void> Stage::perform(const GuestPlan& plan, const image::IdMap& map) const {
  for (const NodePlan& node : plan.nodes) TRY(make_node(node, map));
  if (plan.binder.from == BinderPlan::From::kBinderfs) TRY(mount_binderfs(plan.binder, map));
  for (const BindPlan& item : plan.binds) {
    if (!item.source.empty()) TRY(bind(item.source, item.name, item.kind));
  }
  if (!plan.default_prop.empty()) {
    TRY(core::write_whole(path_ + "/default.prop", plan.default_prop));
  }
  return {};
}

}  // namespace anc::container
