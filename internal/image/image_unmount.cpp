// Takes an instance's mounts off, and tells what is mounted.
#include <cerrno>
#include <csignal>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/image/fuse_server.h"
#include "internal/image/image_mount.h"
#include "internal/image/instance_paths.h"
#include "internal/image/mount_steps.h"
#include "internal/state/lease.h"
#include "internal/step/real_host.h"

namespace anc::image {
namespace {

constexpr int kServerGraceMs = 5000;

/// A process found by its pid and start time, so that a pid used again is never taken for it.
Fd find_server(const std::string& image_lock) {
  const core::Json facts = state::lease_facts(image_lock);
  const auto pid = core::json_field<pid_t>(facts, "pid");
  const auto start = core::json_field<uint64_t>(facts, "start_time");
  if (!pid || !start) return {};
  Fd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0)));
  const auto now = core::process_start_time(*pid);
  return now && *now == *start ? std::move(pidfd) : Fd();
}

/// It ends by itself once its mount is gone, unless another namespace still shows that mount.
Result<void> wait_for_server(const Fd& server) {
  if (!server) return {};
  if (TRY(core::wait_readable(server, kServerGraceMs))) return {};
  ::syscall(SYS_pidfd_send_signal, server.get(), SIGKILL, nullptr, 0);
  return {};
}

/// What of `paths` is mounted, in the order in which it has to come off.
Result<std::vector<std::string>> mounted_targets(const Host& host, const InstancePaths& paths) {
  std::vector<std::string> targets;
  const auto combined = TRY(host.mount_at(paths.combined));
  if (combined && combined->type == "overlay") targets.push_back(paths.combined);
  const auto rootfs = TRY(host.mount_at(paths.rootfs));
  if (rootfs && (rootfs->type == "squashfs" || rootfs->type == kFuseType)) {
    targets.push_back(paths.rootfs);
  }
  return targets;
}

Result<std::vector<std::string>> targets_to_unmount(const Host& host,
                                                    const state::Instance& instance,
                                                    const InstancePaths& paths) {
  if (TRY(state::is_running(instance))) {
    return fail(Error(Kind::kBusy, "the container of instance " + instance.name() + " is running")
                    .hint("stop it first: ancloud container stop " + instance.name()));
  }
  auto targets = TRY(mounted_targets(host, paths));
  if (targets.empty()) {
    return fail(Kind::kNotRunning, "no image is mounted for instance " + instance.name());
  }
  return targets;
}

/// The mounts are gone: whatever the journal holds open is done with.
Result<void> close_journal(const std::string& path) {
  const auto journal = TRY(step::FileJournal::open_at(path));
  const std::vector<step::Entry> entries = journal->open();
  for (const step::Entry& entry : entries) TRY(journal->undone(entry.id));
  return {};
}

}  // namespace

Result<std::vector<std::string>> unmount_image(const state::Instance& instance) {
  const InstancePaths paths = TRY(instance_paths(instance));
  step::RealHost host;
  if (::geteuid() != 0) {
    return fail(
        Error(Kind::kPermission, "unmounting an image needs root").hint("run it with sudo"));
  }
  TRY(targets_to_unmount(host, instance, paths));  // nothing to do makes no lock file either
  const auto working = TRY(state::Lease::take(paths.mount_lock, "the image of this instance"));
  auto targets = TRY(targets_to_unmount(host, instance, paths));
  const Fd server = find_server(paths.image_lock);
  for (const std::string& target : targets) TRY(unmount_target(host, target));
  TRY(close_journal(paths.journal));
  TRY(wait_for_server(server));
  return targets;
}

Result<std::vector<std::string>> unmount_commands(const state::Instance& instance) {
  const InstancePaths paths = TRY(instance_paths(instance));
  const step::RealHost host;
  std::vector<std::string> commands;
  for (const std::string& target : TRY(targets_to_unmount(host, instance, paths))) {
    commands.push_back("umount " + core::shell_quote(target));
  }
  return commands;
}

core::Json ImageStatus::to_json() const {
  return {{"mounted", !image.empty()},
          {"image", image.empty() ? core::Json() : core::Json(image)},
          {"fuse", fuse},
          {"dead", dead},
          {"writable", writable},
          {"root", combined ? core::Json(root) : core::Json()}};
}

Result<ImageStatus> image_status(const state::Instance& instance) {
  ImageStatus status;
  if (!core::is_directory(instance.dir())) return status;
  const InstancePaths paths = TRY(instance_paths(instance));
  const step::RealHost host;
  if (const auto mount = TRY(host.mount_at(paths.rootfs))) {
    status.image = TRY(mounted_image(host, *mount));
    status.fuse = mount->type == kFuseType;
    status.dead = is_dead(host, paths.rootfs);
  }
  const auto combined = TRY(host.mount_at(paths.combined));
  status.combined = combined && combined->type == "overlay";
  if (status.combined) {
    status.root = paths.combined;
    status.writable = combined->super_options.find("upperdir=") != std::string::npos;
  }
  return status;
}

}  // namespace anc::image
