// The process that owns one running container, from its mounts to its last control group.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "internal/container/binder_claim.h"
#include "internal/container/binder_plan.h"
#include "internal/container/data_volume.h"
#include "internal/container/options.h"
#include "internal/container/ports_process.h"
#include "internal/container/stage.h"
#include "internal/container/tag.h"
#include "internal/core/lock.h"
#include "internal/core/process.h"
#include "internal/image/image_mount.h"
#include "internal/state/lease.h"

namespace anc::container {

/// Owns lease, mounts, monitor and control groups of one container. Single thread; the process has
/// nothing else to do. Members are in start order, so that they are let go in reverse.
class Supervisor {
 public:
  /// Runs until the container has ended or a signal asks for it: SIGTERM or SIGINT let it stop in
  /// order, a second one ends it at once; the value of a queued SIGTERM is the time-out in ms.
  /// `ready` gets one line (message.h), after a failed start when all is cleaned up. Returns the
  /// exit code for the process.
  static int run(const state::Instance& instance, const StartOptions& options, state::Lease lease,
                 Fd ready);

 private:
  using Clock = std::chrono::steady_clock;
  Supervisor(const state::Instance& instance, const StartOptions& options, state::Lease lease);
  /// One container after the other, as `restart` says, until the last has ended.
  Result<void> supervise_all();

  // supervisor.cpp: up to the container's init
  Result<void> prepare();
  Result<void> start();
  Result<void> block_signals();
  /// What limits cannot be kept on this host.
  Result<void> check_limits();
  Result<void> mount_root();
  /// A root that is a directory; one that was shifted as Anbox's images are gets this instance's
  /// ids.
  Result<void> show_directory();
  Result<std::optional<Link>> prepare_network();
  /// Nobody else may use the same binder context, unless that is asked for.
  Result<void> claim_binder(const BinderPlan& plan);
  /// Publishes the guest's ports, and lets it ask for its address, as far as that is wanted.
  Result<void> serve_network(const GuestPlan& plan, const Link& link);
  /// Before init runs, so that the guest never had the others in reach.
  Result<void> isolate(bool must);
  /// Puts what a client of the manager asked for into the stage; of which kind each is.
  Result<std::vector<FileKind>> show_asked() const;
  Result<void> prepare_writable(const std::string& path) const;
  Result<void> write_config(const GuestPlan& plan, const std::optional<Link>& link) const;
  /// It is loaded while the rest is prepared, and begins at the line written to what is returned.
  Result<Fd> spawn_monitor();
  Result<void> wait_for_init();
  Result<void> reach(std::string_view rung) const;
  Result<void> describe() const;
  /// To the starter: it runs.
  Result<void> tell(const Fd& ready) const;
  Error why_not_started(const core::ExitStatus& end) const;
  uint32_t guest_root() const { return options_.privileged ? 0 : id_base_; }
  std::string container_dir() const { return instance_.containers() + "/" + instance_.name(); }

  // supervision.cpp: from there to the end
  Result<core::ExitStatus> supervise();
  Result<void> take_signal();
  Result<void> on_time();
  Result<void> on_init_gone();
  Result<void> on_ports_gone();
  void on_dhcp_gone();
  Result<void> clean_up();
  Result<void> record_end(const core::ExitStatus& end) const;
  Result<void> sync_data() const;
  /// LXC and this process write a few lines for each start, and a guest may reboot for ever.
  Result<void> cut_own_log() const;
  /// False when a signal came meanwhile.
  Result<bool> wait_before_restart(std::chrono::milliseconds delay);

  const state::Instance instance_;
  const StartOptions options_;
  const Tag tag_;
  Clock::time_point began_ = Clock::now();
  state::Lease lease_;
  uint32_t id_base_ = 0;
  image::IdMap idmap_;
  std::optional<core::FileLock> host_lock_;
  std::string address_;
  bool limit_processes_ = false;
  BinderPlan::From binder_ = BinderPlan::From::kNowhere;
  std::optional<BinderClaim> binder_claim_;  ///< while the guest uses the host's nodes
  bool isolated_ = false;
  std::vector<OpenPort> open_ports_;   ///< until their process has them
  std::vector<std::string> warnings_;  ///< for the starter
  Fd signals_;
  std::optional<image::Mounted> image_;  ///< unset when the root is a directory
  std::optional<Stage> stage_;
  std::optional<DataVolume> volume_;
  core::Child monitor_;
  core::Child ports_;
  core::Child dhcp_;
  Clock::time_point ports_began_;
  pid_t init_ = 0;
  Fd init_pidfd_;
  std::optional<Clock::time_point> kill_at_;  ///< set while a stop is under way
  bool killed_ = false;
};

}  // namespace anc::container
