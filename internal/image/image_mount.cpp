// Decides which steps an image needs and lets the engine do them.
#include "internal/image/image_mount.h"

#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/image/fuse_server.h"
#include "internal/image/instance_paths.h"
#include "internal/image/mount_steps.h"
#include "internal/state/lease.h"
#include "internal/step/real_host.h"

namespace anc::image {
namespace {

/// The decision: which image, where, shown how.
struct Plan {
  ImageInfo info;
  SquashfsPlan squashfs;
  OverlayPlan overlay;
};

/// A shifted image is right as it is for the instance whose ids begin where it was shifted to.
std::optional<IdMap> shown_map(const ImageInfo& info, const std::optional<IdMap>& wanted) {
  if (!wanted || !info.shifted()) return wanted;
  if (to_host(wanted->uids, 0) == kShiftBase) return std::nullopt;
  return over_shifted(*wanted);
}

Plan make_plan(ImageInfo info, const InstancePaths& paths, const MountOptions& options) {
  Plan plan;
  plan.squashfs.mount = {info.path, paths.rootfs, options.fuse, shown_map(info, options.id_map)};
  const auto& map = plan.squashfs.mount.id_map;
  plan.squashfs.root_uid = map ? to_host(map->uids, info.root_uid) : info.root_uid;
  plan.overlay.over = paths.over;
  plan.overlay.rootfs = paths.rootfs;
  plan.overlay.target = paths.combined;
  if (options.writable) {
    plan.overlay.upper = paths.upper;
    plan.overlay.work = paths.work;
  }
  // Any user of the host can reach combined-rootfs: a set-user-id program of an unmapped, unshifted
  // image would make them the host's root.
  plan.overlay.nosuid = plan.squashfs.root_uid < kShiftBase;
  plan.info = std::move(info);
  return plan;
}

step::Steps make_steps(const Plan& plan, Mounter& mounter) {
  step::Steps steps;
  steps.push_back(squashfs_step(plan.squashfs, mounter));
  steps.push_back(overlay_step(plan.overlay));
  return steps;
}

/// The top layer's directory is the "/" that the guest sees, so it is owned as the image's is. An
/// owner other than root was chosen by someone and stays.
Result<void> give_to_guest(const std::string& path, uid_t owner) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return fail_errno(errno, "stat " + path);
  if (info.st_uid != 0 || owner == 0) return {};
  if (::lchown(path.c_str(), owner, owner) == 0) return {};
  return fail_errno(errno, "give " + path + " to the guest's root");
}

Result<void> make_layers(const Plan& plan) {
  TRY(give_to_guest(plan.overlay.over, plan.squashfs.root_uid));
  if (!plan.overlay.writable()) return {};
  TRY(core::make_dirs(plan.overlay.upper));
  TRY(core::make_dirs(plan.overlay.work, 0700));
  return give_to_guest(plan.overlay.upper, plan.squashfs.root_uid);
}

bool all_hold(const std::vector<step::Status>& statuses) {
  for (const step::Status& status : statuses) {
    if (!status.holds()) return false;
  }
  return true;
}

Result<void> need_root(const std::string& what) {
  if (::geteuid() == 0) return {};
  return fail(Error(Kind::kPermission, what + " needs root").hint("run it with sudo"));
}

Result<bool> is_fuse(const Host& host, const std::string& target) {
  const auto mount = TRY(host.mount_at(target));
  return mount && mount->type == kFuseType;
}

/// Tells people, and unmount_image, which process serves the image.
Result<void> describe_server(const state::Lease& lease, const Plan& plan,
                             const core::Child& server) {
  return lease.describe({{"pid", server.pid()},
                         {"start_time", TRY(core::process_start_time(server.pid()))},
                         {"image", plan.info.path}});
}

/// Takes off what a killed `image mount` left; its server then ends and frees its lock.
Result<void> clean_up(const Plan& plan, Host& host, step::Journal& journal,
                      step::Observer* observer) {
  RealMounter unused(true, -1);
  TRY(step::recover(make_steps(plan, unused), host, journal, observer),
      "clean up after an interrupted mount");
  return {};
}

/// The lock that a FUSE server is to keep; empty while a living server of this instance has it:
/// then its mount is adopted, or is in our way, and no second server starts.
Result<std::optional<state::Lease>> lock_for_server(const InstancePaths& paths, const Host& host) {
  const auto mount = TRY(host.mount_at(paths.rootfs));
  if (mount && !is_dead(host, paths.rootfs)) return std::nullopt;
  return TRY(state::Lease::take(paths.image_lock, "the FUSE server of the image"));
}

/// After a failure when all was mounted; `cause` with what could not be taken off.
Error take_off(const step::Steps& steps, Host& host, step::Journal& journal,
               step::Observer* observer, Error cause) {
  const auto undone = step::undo_all(steps, host, journal, observer);
  if (undone) return cause;
  return std::move(cause).context("roll-back failed (" + undone.error().message() + ")");
}

/// Whether a FUSE server of its own was started, which outlives this process.
Result<bool> mount_by_hand(const InstancePaths& paths, const Plan& plan, Host& host,
                           step::Observer* observer) {
  const auto working = TRY(state::Lease::take(paths.mount_lock, "the image of this instance"));
  const auto journal = TRY(step::FileJournal::open_at(paths.journal));
  TRY(clean_up(plan, host, *journal, observer));
  const auto serving = TRY(lock_for_server(paths, host));
  RealMounter mounter(true, serving ? serving->fd().get() : -1);
  const step::Steps steps = make_steps(plan, mounter);
  TRY(step::apply_all(steps, host, *journal, observer));
  auto server = mounter.take_server();
  if (!server) return false;
  auto told = serving ? describe_server(*serving, plan, *server) : Result<void>();
  if (!told) {
    return fail(take_off(steps, host, *journal, observer, std::move(told.error())));
  }
  server->detach();
  return true;
}

}  // namespace

Result<Mounted> mount_image(const state::Instance& instance, const MountOptions& options,
                            step::Observer* observer) {
  TRY(need_root("mounting an image"));
  const InstancePaths paths = TRY(instance_paths(instance));
  const Plan plan = make_plan(TRY(image_info(options.image)), paths, options);
  step::RealHost host;
  RealMounter supervised(false, -1);
  const step::Steps steps = make_steps(plan, supervised);

  Mounted mounted;
  mounted.root = paths.combined;
  mounted.image = plan.info;
  // What follows may adopt it.
  mounted.fuse = TRY(is_fuse(host, paths.rootfs)) && !is_dead(host, paths.rootfs);
  mounted.adopted = all_hold(step::look(steps, host));
  if (mounted.adopted) return mounted;
  TRY(make_layers(plan));
  if (options.keep == Keep::kByHand) {
    mounted.fuse |= TRY(mount_by_hand(paths, plan, host, observer));
  } else {
    step::MemoryJournal journal;
    TRY(step::apply_all(steps, host, journal, observer));
    mounted.server = supervised.take_server();
    mounted.fuse |= mounted.server.has_value();
  }
  return mounted;
}

Result<std::vector<std::string>> mount_commands(const state::Instance& instance,
                                                const MountOptions& options) {
  const InstancePaths paths = TRY(instance_paths(instance));
  const Plan plan = make_plan(TRY(image_info(options.image)), paths, options);
  const step::RealHost host;
  RealMounter unused(false, -1);
  const step::Steps steps = make_steps(plan, unused);
  std::vector<std::string> commands;
  for (const step::Status& status : step::look(steps, host)) {
    if (!status.seen) return fail(Kind::kFailure, status.problem);
    if (status.holds()) continue;
    if (status.seen->state == State::kImpossible) {
      return fail(Error(status.seen->kind, status.seen->reason).hint(status.seen->hint));
    }
    for (std::string& command : status.step->commands()) commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace anc::image
