// From a running init to nothing left: see supervisor.h.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <iterator>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal/container/init_watch.h"
#include "internal/container/restart.h"
#include "internal/container/stop.h"
#include "internal/container/supervisor.h"
#include "internal/core/bounded_log.h"
#include "internal/core/file.h"
#include "internal/core/log.h"
#include "internal/core/text.h"
#include "internal/state/readiness.h"

namespace anc::container {
namespace {

constexpr std::chrono::seconds kKillLimit{5};
constexpr std::chrono::seconds kPortsLife{1};
constexpr std::chrono::seconds kDhcpGrace{2};
constexpr std::chrono::milliseconds kLook{10};

int poll_timeout(std::chrono::steady_clock::time_point until) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<int64_t>(left.count(), 0, 1 << 30));
}

}  // namespace

Result<void> Supervisor::supervise_all() {
  RestartPolicy policy(options_.restart);
  for (;;) {
    const auto lived_since = Clock::now();
    const auto end = supervise();
    monitor_ = core::Child();
    const auto synced = sync_data();  // before the volume goes
    auto cleaned = clean_up();
    if (end) cleaned = cleaned ? record_end(*end) : cleaned;
    if (!end) return fail(end.error());
    TRY(synced);
    TRY(cleaned);
    auto delay = policy.after(*end, kill_at_.has_value(), Clock::now() - lived_since);
    for (bool running = false; !running;) {
      if (!delay) return {};
      core::log_warning(instance_.name() + " ended with " + end->text() + " and is started again");
      TRY(cut_own_log());
      if (!TRY(wait_before_restart(*delay))) return {};
      const auto started = start();
      running = started.has_value();
      if (running) break;
      core::log_error("start " + instance_.name() + " again: " + started.error().message());
      monitor_ = core::Child();
      TRY(clean_up());
      delay = policy.after(core::ExitStatus{.code = 1}, kill_at_.has_value(), Clock::duration{});
    }
  }
}

Result<bool> Supervisor::wait_before_restart(std::chrono::milliseconds delay) {
  pollfd signal{signals_.get(), POLLIN, 0};
  const auto until = Clock::now() + delay;
  for (;;) {
    const int ready = ::poll(&signal, 1, poll_timeout(until));
    if (ready < 0 && errno != EINTR) return fail_errno(errno, "wait for a restart");
    if (ready > 0) return false;
    if (Clock::now() >= until) return true;
  }
}

Result<void> Supervisor::cut_own_log() const {
  const std::string path = instance_.logs() + "/container.log";
  TRY(core::cut_log(TRY(core::open_file(path, O_RDWR | O_APPEND | O_NOFOLLOW))), "cut " + path);
  return {};
}

Result<void> Supervisor::sync_data() const {
  const Fd data = TRY(core::open_file(instance_.data(), O_RDONLY | O_DIRECTORY));
  if (::syncfs(data.get()) == 0) return {};
  return fail_errno(errno, "write the guest's data to the disk");
}

Result<core::ExitStatus> Supervisor::supervise() {
  for (;;) {
    // Without an init the monitor is cleaning up, or starting one anew after a reboot.
    int timeout = init_pidfd_ ? -1 : static_cast<int>(kLook.count());
    if (kill_at_ && init_pidfd_) timeout = poll_timeout(*kill_at_);
    // poll leaves out descriptors that are -1: no init at present, no server of the image.
    const bool served = image_ && image_->server;
    pollfd waits[] = {{monitor_.pidfd().get(), POLLIN, 0},
                      {signals_.get(), POLLIN, 0},
                      {init_pidfd_.get(), POLLIN, 0},
                      {served ? image_->server->pidfd().get() : -1, POLLIN, 0},
                      {ports_.pidfd().get(), POLLIN, 0},
                      {dhcp_.pidfd().get(), POLLIN, 0}};
    if (::poll(waits, std::size(waits), timeout) < 0 && errno != EINTR) {
      return fail_errno(errno, "wait for the container");
    }
    if (waits[0].revents != 0) return monitor_.wait();
    if (waits[1].revents != 0) TRY(take_signal());
    if (waits[2].revents != 0) {
      init_pidfd_.reset();
      isolated_ = false;
    }
    if (waits[3].revents != 0) {
      return fail(Kind::kImage, "the image's server has ended, so the container cannot go on");
    }
    if (waits[4].revents != 0) TRY(on_ports_gone());
    if (waits[5].revents != 0) on_dhcp_gone();
    if (!init_pidfd_) TRY(on_init_gone());
    if (kill_at_ && Clock::now() >= *kill_at_) TRY(on_time());
  }
}

Result<void> Supervisor::take_signal() {
  signalfd_siginfo info{};
  if (::read(signals_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return {};
  const bool queued = info.ssi_code == SI_QUEUE && info.ssi_int >= 0;
  if (kill_at_) {  // asked again: at once, or by the sooner of the two times
    const auto wanted =
        queued ? Clock::now() + std::chrono::milliseconds(info.ssi_int) : Clock::now();
    kill_at_ = std::min(*kill_at_, wanted);
    return {};
  }
  kill_at_ =
      Clock::now() + (queued ? std::chrono::milliseconds(info.ssi_int) : options_.stop_timeout);
  if (!init_pidfd_) return {};
  core::log_info("stopping " + instance_.name() + ": SIGPWR to init");
  const auto sent = signal_pidfd(init_pidfd_, SIGPWR);
  return sent || sent.error().root_errno() == ESRCH ? Result<void>() : sent;
}

Result<void> Supervisor::on_time() {
  if (!killed_) {
    killed_ = true;
    kill_at_ = Clock::now() + kKillLimit;
    core::log_warning("init of " + instance_.name() + " did not end in time and is killed");
    if (init_pidfd_) (void)signal_pidfd(init_pidfd_, SIGKILL);
    return {};
  }
  core::log_warning("the LXC monitor of " + instance_.name() + " did not end and is killed");
  return monitor_.signal(SIGKILL);
}

Result<void> Supervisor::on_ports_gone() {
  const auto end = TRY(ports_.wait());
  ports_ = core::Child();
  const std::string what =
      "the published ports of " + instance_.name() + " ended with " + end.text();
  if (Clock::now() - ports_began_ < kPortsLife) {
    core::log_error(what + " at once: they stay closed until the next start");
    return {};
  }
  core::log_warning(what + " and are opened anew");
  ports_began_ = Clock::now();
  auto open = open_all(options_.published);
  auto started =
      open ? start_ports(instance_.name(), address_, std::move(*open)) : fail(Error(open.error()));
  if (started) {
    ports_ = std::move(*started);
  } else {
    core::log_error("published ports: " + started.error().message());
  }
  return {};
}

/// What dnsmasq said is in the log already; the guest has its address anyway.
void Supervisor::on_dhcp_gone() {
  (void)dhcp_.wait();
  dhcp_ = core::Child();
  core::log_error("DHCP for " + instance_.name() + " has ended");
}

Result<void> Supervisor::on_init_gone() {
  TRY(isolate(false));  // a reboot makes the interface anew
  const auto found = find_init(monitor_.pid());
  if (!found || !found->executed || found->pid == init_) return {};
  auto pidfd = open_pidfd(found->pid);
  if (!pidfd) return {};  // ended already
  core::log_info("init of " + instance_.name() + " was started again");
  TRY(cut_own_log());
  init_ = found->pid;
  init_pidfd_ = std::move(*pidfd);
  if (kill_at_) (void)signal_pidfd(init_pidfd_, SIGPWR);
  return describe();
}

Result<void> Supervisor::clean_up() {
  volume_.reset();
  stage_.reset();
  isolated_ = false;
  open_ports_.clear();
  ports_ = core::Child();
  if (dhcp_.pid() > 0) TRY(dhcp_.stop(kDhcpGrace));
  dhcp_ = core::Child();
  // Orphans of the container's monitor come to this process.
  while (::waitpid(-1, nullptr, WNOHANG) > 0) continue;
  TRY(remove_remnants(instance_));
  return state::clear_rungs(state::supervisor_ready_path(instance_));
}

Result<void> Supervisor::record_end(const core::ExitStatus& end) const {
  const core::Json record = {{"schema", "ancloud.exit.v1"},
                             {"at", core::now_rfc3339()},
                             {"code", end.shell_code()},
                             {"stopped", kill_at_.has_value()},
                             {"killed", killed_}};
  return core::write_whole(instance_.state_dir() + "/exit.json", record.dump(2) + "\n");
}

}  // namespace anc::container
