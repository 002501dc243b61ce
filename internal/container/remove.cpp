// Removing an instance: see remove.h.
#include "internal/container/remove.h"

#include <cerrno>
#include <cstdio>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/container/stop.h"
#include "internal/core/file.h"
#include "internal/core/lock.h"
#include "internal/image/image_mount.h"
#include "internal/state/lease.h"

namespace anc::container {
namespace {

Result<void> require_owner(const state::Instance& instance) {
  struct stat info {};
  if (::lstat(instance.dir().c_str(), &info) != 0) {
    return fail_errno(errno, "look at " + instance.dir());
  }
  if (::geteuid() == 0 || ::geteuid() == info.st_uid) return {};
  return fail(Error(Kind::kPermission, "instance " + instance.name() + " belongs to another user")
                  .hint("use sudo"));
}

Result<void> require_idle(const state::Instance& instance) {
  const std::string& name = instance.name();
  if (TRY(core::FileLock::is_held(instance.session_state() + "/session.lock"))) {
    return fail(Error(Kind::kBusy, "the session of instance " + name + " is running")
                    .hint("end it first, with Ctrl-C where `ancloud run` was typed"));
  }
  const auto image = TRY(image::image_status(instance));
  if (!image.image.empty() || image.combined) {
    return fail(Error(Kind::kBusy, "an image is mounted for instance " + name)
                    .hint("unmount it first: ancloud image unmount --name " + name));
  }
  return {};
}

Result<void> remove_directory(const state::Instance& instance, const std::string& doomed) {
  TRY(require_owner(instance));
  TRY(core::make_dirs(instance.state_dir()));  // of an instance whose making was cut off
  const auto lease = TRY(state::Lease::take(instance));
  TRY(require_idle(instance));
  if (::geteuid() == 0) TRY(remove_remnants(instance), "remove what an earlier run left");
  if (std::rename(instance.dir().c_str(), doomed.c_str()) != 0) {
    return fail_errno(errno, "move " + instance.dir() + " away");
  }
  return core::remove_tree(doomed);
}

}  // namespace

Result<void> remove_instance(const std::string& data_path, const std::string& name) {
  // Beside the instances, so that moving there is one rename; no instance can have these names.
  const std::string doomed = data_path + "/instances/.removed";
  std::optional<core::FileLock> removing;
  if (core::is_directory(data_path + "/instances")) {
    auto taken = core::FileLock::try_take(doomed + ".lock", core::FileLock::Mode::kExclusive);
    if (!taken && taken.error().root_errno() == EACCES) {
      return fail(std::move(taken.error()).as(Kind::kPermission).hint("use sudo"));
    }
    removing = TRY(std::move(taken));
    if (!removing) {
      return fail(Error(Kind::kBusy, "another instance is being removed").hint("try again later"));
    }
    TRY(core::remove_tree(doomed), "complete an earlier removal");
  }
  const auto instance = TRY(state::Instance::open(data_path, name));
  return core::exists(instance.dir()) ? remove_directory(instance, doomed) : Result<void>();
}

}  // namespace anc::container
