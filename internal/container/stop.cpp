// Stopping: see stop.h.
#include "internal/container/stop.h"

#include <cerrno>
#include <csignal>
#include <optional>
#include <thread>
#include <unistd.h>

#include "internal/container/cgroup.h"
#include "internal/container/dhcp.h"
#include "internal/container/host_link.h"
#include "internal/container/init_watch.h"
#include "internal/container/stage.h"
#include "internal/container/start.h"
#include "internal/container/status.h"
#include "internal/container/tag.h"
#include "internal/state/lease.h"

namespace anc::container {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kRemnantLimit{5};
constexpr std::chrono::seconds kObeyLimit{20};

// The supervisor's process, once it has described itself; empty when the lock is free.
Result<std::optional<pid_t>> find_supervisor(const state::Instance& instance) {
  const auto deadline = Clock::now() + kRemnantLimit;
  for (;;) {
    const Status status = TRY(status_of(instance));
    if (status.state == State::kStopped) return std::optional<pid_t>();
    if (status.supervisor > 0) return std::optional(status.supervisor);
    if (Clock::now() >= deadline) {
      return fail(Kind::kBusy, "the instance is locked by a process that does not say who it is");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));  // a start is under way
  }
}

Result<void> not_running(const state::Instance& instance) {
  // Nobody holds the lease, so what is there is nobody's; a start that comes first sees to it
  // itself.
  const auto lease = state::Lease::take(instance);
  if (lease) TRY(remove_remnants(instance), "remove what an earlier run left");
  return fail(Kind::kNotRunning, "instance " + instance.name() + " is not running");
}

}  // namespace

Result<void> remove_remnants(const state::Instance& instance) {
  const Tag tag = tag_of(instance);
  TRY(TRY(InstanceCgroup::find(tag.cgroup)).kill_and_remove(kRemnantLimit));
  TRY(delete_link(tag.host_link));
  forget_dhcp_host(instance.data_path(), instance.name());
  remove_stage_directory(tag.stage);
  return {};
}

Result<void> stop(const state::Instance& instance, std::chrono::milliseconds timeout) {
  const auto supervisor = TRY(find_supervisor(instance));
  TRY(require_root("stop"));
  if (!supervisor) return not_running(instance);
  auto pidfd = open_pidfd(*supervisor);
  if (!pidfd && pidfd.error().root_errno() == ESRCH) return not_running(instance);
  if (!pidfd) return fail(std::move(pidfd.error()));
  TRY(signal_pidfd(*pidfd, SIGTERM, static_cast<int>(timeout.count())));
  const auto patience = static_cast<int>((timeout + kObeyLimit).count());
  if (!TRY(core::wait_readable(*pidfd, patience))) {
    TRY(signal_pidfd(*pidfd, SIGKILL));
    TRY(core::wait_readable(*pidfd, -1));
  }
  const auto lease = TRY(state::Lease::take(instance));
  return remove_remnants(instance);
}

}  // namespace anc::container
