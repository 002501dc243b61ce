// From a lease to a running init: see supervisor.h.
#include "internal/container/supervisor.h"

#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "internal/confine/apparmor.h"
#include "internal/container/address.h"
#include "internal/container/asked_sources.h"
#include "internal/container/cgroup.h"
#include "internal/container/dhcp.h"
#include "internal/container/guest_filter.h"
#include "internal/container/host_link.h"
#include "internal/container/init_watch.h"
#include "internal/container/ipconfig.h"
#include "internal/container/log_tail.h"
#include "internal/container/message.h"
#include "internal/core/file.h"
#include "internal/core/log.h"
#include "internal/image/id_range.h"
#include "internal/state/readiness.h"

namespace anc::container {
namespace {

constexpr std::chrono::seconds kStartLimit{60};
constexpr std::chrono::milliseconds kLook{2};

Error with_logs(Error error, const std::string& log, const std::string& lxc_tail,
                const std::string& console_tail) {
  std::string words;
  if (!lxc_tail.empty()) words += "LXC says:\n" + lxc_tail;
  if (!console_tail.empty()) {
    words += std::string(words.empty() ? "" : "\n") + "last words on the console:\n" + console_tail;
  }
  if (!words.empty()) error = std::move(error).hint(words);
  return std::move(error).log(log);
}

}  // namespace

Supervisor::Supervisor(const state::Instance& instance, const StartOptions& options,
                       state::Lease lease)
    : instance_(instance), options_(options), tag_(tag_of(instance)), lease_(std::move(lease)) {}

Result<void> Supervisor::prepare() {
  TRY(block_signals());
  return enter_private_mounts();
}

Result<void> Supervisor::start() {
  began_ = Clock::now();
  warnings_.clear();
  init_ = 0;
  init_pidfd_.reset();
  Fd go = TRY(spawn_monitor());  // it loads on another core while the rest is prepared
  TRY(describe(), "write the lease");
  host_lock_ = TRY(core::FileLock::try_take(instance_.data_path() + "/host.lock",
                                            core::FileLock::Mode::kShared));
  if (!host_lock_) {
    return fail(Error(Kind::kBusy, "the host is being set up by another process")
                    .hint("try again when `ancloud host-setup` has ended"));
  }
  TRY(clean_up(), "remove what an earlier run left");
  TRY(check_limits());
  open_ports_ = TRY(open_all(options_.published));
  if (!options_.privileged) {
    id_base_ = TRY(image::take_id_base(instance_), "choose the instance's user ids");
    idmap_ = TRY(image::android_id_map(id_base_, options_.session_uid, options_.session_gid));
  }
  stage_.emplace(TRY(Stage::make(tag_.stage)));
  TRY(stage_->make_directory("mount"));
  TRY(mount_root(), "root file system");
  if (options_.limits.data_size != 0) {
    TRY(stage_->make_directory("volume"));
    volume_.emplace(TRY(DataVolume::mount(instance_, stage_->path() + "/volume",
                                          options_.limits.data_size, guest_root()),
                        "the guest's data"));
  }
  TRY(prepare_writable(instance_.data()));
  TRY(prepare_writable(instance_.cache()));
  const auto link = TRY(prepare_network(), "network");
  GuestFacts facts = TRY(look(instance_, stage_->path() + "/rootfs", options_));
  if (options_.asked) facts.asked = TRY(show_asked());
  const GuestPlan plan = TRY(decide(facts, instance_, options_));
  warnings_.insert(warnings_.end(), plan.warnings.begin(), plan.warnings.end());
  TRY(claim_binder(plan.binder));
  TRY(stage_->perform(plan, idmap_), "prepare the guest's devices and mounts");
  TRY(write_config(plan, link), "write LXC configuration");
  if (link) TRY(serve_network(plan, *link), "network");
  TRY(core::write_all(go, "\n"), "let the LXC monitor begin");
  return wait_for_init();
}

Result<void> Supervisor::block_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  signals_ = Fd(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals_) return fail_errno(errno, "make a signalfd");
  return {};
}

Result<void> Supervisor::check_limits() {
  const auto mounts = TRY(core::read_file("/proc/self/mountinfo"));
  const auto v2 = TRY(core::read_file_if_exists("/sys/fs/cgroup/cgroup.controllers"));
  const auto has = [&](const char* name) { return has_controller(mounts, v2.value_or(""), name); };
  if (options_.limits.memory != 0 && !has("memory")) {
    return fail(Error(Kind::kHostRequirement,
                      "container.memory is set, and this host has no control groups for memory")
                    .hint("boot with cgroup_enable=memory, or set container.memory to 0"));
  }
  limit_processes_ = options_.limits.processes != 0 && has("pids");
  if (options_.limits.processes != 0 && !limit_processes_) {
    warnings_.emplace_back(
        "this host has no control groups for processes: the guest may start any number of them");
  }
  return {};
}

Result<void> Supervisor::mount_root() {
  if (!options_.rootfs.empty()) {
    auto bound = show_directory();
    if (!bound) return fail(std::move(bound.error()).as(Kind::kImage));
    return {};
  }
  image::MountOptions options{.image = options_.image,
                              .fuse = options_.fuse,
                              .writable = options_.writable,
                              .id_map = std::nullopt,
                              .keep = image::Keep::kSupervised};
  if (!options_.privileged) options.id_map = idmap_;
  if (!image_) image_ = TRY(image::mount_image(instance_, options));  // kept over a restart
  return stage_->bind(image_->root, "rootfs", FileKind::kDirectory);
}

Result<void> Supervisor::show_directory() {
  struct stat info {};
  if (::stat(options_.rootfs.c_str(), &info) != 0) {
    return fail_errno(errno, "look at " + options_.rootfs);
  }
  const bool shift =
      !options_.privileged && id_base_ != image::kShiftBase && info.st_uid == image::kShiftBase;
  if (!shift) return stage_->bind(options_.rootfs, "rootfs", FileKind::kDirectory);
  return stage_->bind_mapped(options_.rootfs, "rootfs", image::over_shifted(idmap_));
}

Result<std::vector<FileKind>> Supervisor::show_asked() const {
  std::vector<FileKind> kinds;
  const auto sources = TRY(open_as_asker(*options_.asked));
  for (size_t i = 0; i < sources.size(); ++i) {
    TRY(stage_->bind(sources[i].fd, asked_name(i), sources[i].kind),
        "show " + options_.asked->binds[i].source);
    kinds.push_back(sources[i].kind);
  }
  return kinds;
}

Result<void> Supervisor::claim_binder(const BinderPlan& plan) {
  binder_ = plan.from;
  binder_claim_.reset();  // of the container before this one
  if (plan.from != BinderPlan::From::kHostNodes) return {};
  binder_claim_ = TRY(BinderClaim::take("/dev/binder", options_.binder == Binder::kShared));
  if (!binder_claim_->alone()) {
    warnings_.push_back(
        "another container uses the host's binder nodes, too: they see each other's services, and "
        "only one of them can have a service manager");
  }
  return {};
}

Result<void> Supervisor::prepare_writable(const std::string& path) const {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) {
    return fail_errno(errno, "look at " + path);
  }
  if (info.st_uid != 0 || options_.privileged) return {};
  // As root made it, before any container used it.
  if (::lchown(path.c_str(), guest_root(), guest_root()) != 0 || ::chmod(path.c_str(), 0771) != 0) {
    return fail_errno(errno, "give " + path + " to the guest");
  }
  return {};
}

Result<std::optional<Link>> Supervisor::prepare_network() {
  if (!options_.network && !options_.published.empty()) {
    return fail(Error(Kind::kUsage, "ports of a guest without a network cannot be published")
                    .hint("leave out --publish, or --net none"));
  }
  if (!options_.network) return std::optional<Link>();
  TRY(require_bridge(options_.bridge));
  address_ = TRY(take_address(instance_, options_.subnet), "choose an address");
  Link link{.bridge = options_.bridge,
            .host_name = tag_.host_link,
            .address = address_,
            .prefix = static_cast<unsigned>(options_.subnet.prefix),
            .broadcast = config::address_text(options_.subnet.broadcast()),
            .gateway = config::address_text(options_.subnet.address),
            .hardware_address = tag_.hardware_address};
  TRY(write_ipconfig(instance_.data(), ipconfig_bytes(link, options_.dns), guest_root(),
                     guest_root()));
  return std::optional(std::move(link));
}

Result<void> Supervisor::serve_network(const GuestPlan& plan, const Link& link) {
  if (!open_ports_.empty()) {
    ports_began_ = Clock::now();
    ports_ = TRY(start_ports(instance_.name(), link.address, std::exchange(open_ports_, {})),
                 "publish ports");
  }
  if (options_.dhcp == Dhcp::kOff) return {};
  if (options_.dhcp == Dhcp::kAuto && !plan.asks_for_address) return {};
  if (!core::find_program("dnsmasq")) {
    const std::string what = "there is no dnsmasq: a guest that asks for an address gets none";
    if (options_.dhcp == Dhcp::kOn) {
      return fail(Error(Kind::kHostRequirement, what).hint("apt install dnsmasq-base"));
    }
    warnings_.push_back(what);
    return {};
  }
  const DhcpOptions dhcp{instance_.data_path(), options_.bridge, options_.subnet,
                         options_.dns.front()};
  dhcp_ = TRY(start_dhcp(dhcp, link, instance_.name()), "DHCP");
  return {};
}

Result<void> Supervisor::isolate(bool must) {
  if (isolated_ || !options_.network || !options_.isolate) return {};
  isolated_ = TRY(isolate_port(tag_.host_link), "keep the guest from the others");
  if (isolated_ || !must) return {};
  return fail(Kind::kNetwork, "interface " + tag_.host_link + " is no port of a bridge");
}

Result<void> Supervisor::write_config(const GuestPlan& plan,
                                      const std::optional<Link>& link) const {
  TRY(core::make_dirs(container_dir()));
  const std::string filter = container_dir() + "/seccomp";
  if (options_.seccomp) {
    TRY(core::write_whole(filter, filter_profile()));
  }
  ContainerSpec spec{
      .rootfs = stage_->path() + "/rootfs",
      .rootfs_mount = stage_->path() + "/mount",
      .init = plan.init,
      .environment = {"PATH=/system/bin:/system/sbin:/system/xbin:/sbin:/bin:/usr/sbin:/usr/bin"},
      .idmap = idmap_,
      .link = link,
      .mounts = mount_entries(plan, stage_->path()),
      .devices = plan.rules,
      .cgroup = tag_.cgroup,
      .limits = {.memory = options_.limits.memory,
                 .processes = limit_processes_ ? options_.limits.processes : 0},
      .seccomp = options_.seccomp ? filter : "",
      .no_new_privs = options_.no_new_privs,
      .apparmor = confine::loaded_apparmor_profile(),
      .console_log = instance_.logs() + "/console.log",
      .console_log_size = options_.limits.console_log,
      .lxc_log = instance_.logs() + "/container.log"};
  if (options_.verbose) spec.log_level = "DEBUG";
  TRY(core::write_whole(container_dir() + "/config", TRY(render_config(spec))));
  // liblxc wants container root to reach the directory above it.
  return stage_->bind(instance_.containers(), "containers", FileKind::kDirectory);
}

Result<Fd> Supervisor::spawn_monitor() {
  core::FdPair go = TRY(core::make_pipe());
  core::Command command;
  command.argv = {
      TRY(core::own_executable()), "internal",       "lxc-monitor",
      tag_.stage + "/containers",  instance_.name(), options_.seccomp ? "filter" : "all"};
  command.env = std::vector<std::string>{"LANG=C"};
  command.in = go.first.get();
  command.out = core::Command::kNull;
  command.die_with_parent = true;
  monitor_ = TRY(core::Child::spawn(command), "start the LXC monitor");
  return std::move(go.second);
}

Result<void> Supervisor::wait_for_init() {
  const auto deadline = Clock::now() + kStartLimit;
  bool cloned = false;
  // No event tells of an exec in another process: look often, for some tens of milliseconds.
  while (Clock::now() < deadline) {
    pollfd waits[] = {{monitor_.pidfd().get(), POLLIN, 0}, {signals_.get(), POLLIN, 0}};
    if (::poll(waits, 2, static_cast<int>(kLook.count())) < 0 && errno != EINTR) {
      return fail_errno(errno, "wait for the container");
    }
    if (waits[1].revents != 0) return fail(Kind::kFailure, "stopped while it was starting");
    const auto found = find_init(monitor_.pid());
    TRY(isolate(found && found->executed));
    if (found && !cloned) {
      cloned = true;
      TRY(reach("container"));
    }
    if (found && found->executed) {
      init_ = found->pid;
      init_pidfd_ = TRY(open_pidfd(init_));
      TRY(describe(), "write the lease");
      return reach("init");
    }
    if (waits[0].revents != 0) return fail(why_not_started(TRY(monitor_.wait())));
  }
  return fail(Error(Kind::kTimeout, "init did not run within a minute")
                  .log(instance_.logs() + "/container.log"));
}

Result<void> Supervisor::reach(std::string_view rung) const {
  return state::append_rung(
      state::supervisor_ready_path(instance_), rung,
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began_));
}

Result<void> Supervisor::describe() const {
  core::Json published = core::Json::array();
  for (const PublishedPort& port : options_.published) published.push_back(published_text(port));
  core::Json facts = {{"instance", instance_.name()},
                      {"privileged", options_.privileged},
                      {"address", address_},
                      {"binder", from_name(binder_)},
                      {"hardware_address", address_.empty() ? "" : tag_.hardware_address},
                      {"published", published},
                      {"image", options_.rootfs.empty() ? options_.image : options_.rootfs}};
  if (init_ > 0) {
    facts["init_pid"] = init_;
    facts["init_start_time"] = TRY(core::process_start_time(init_));
  }
  return lease_.describe(facts);
}

Error Supervisor::why_not_started(const core::ExitStatus& end) const {
  const std::string log_path = instance_.logs() + "/container.log";
  const std::string log = read_tail(log_path);
  const std::string console = last_lines(read_tail(instance_.logs() + "/console.log"), 5);
  const std::string errors = lxc_errors(log);
  const std::string cause = errors.substr(0, errors.find('\n'));  // the rest are its consequences
  if (cause.empty()) {
    return with_logs(Error(Kind::kFailure, "init ended at once with " + end.text()), log_path, "",
                     console);
  }
  Kind kind = Kind::kFailure;
  if (cause.find("exec") != std::string::npos) kind = Kind::kImage;
  if (cause.find("bridge") != std::string::npos || cause.find("veth") != std::string::npos) {
    kind = Kind::kNetwork;
  }
  return with_logs(Error(kind, "init did not run: " + cause), log_path, errors, console);
}

Result<void> Supervisor::tell(const Fd& ready) const {
  const auto told = core::write_all(ready, encode(Ready{init_, address_, warnings_}));
  // A starter that has gone away meanwhile does not end the container.
  if (told || told.error().root_errno() == EPIPE) return {};
  return fail(Error(told.error()).context("say that the container runs"));
}

int Supervisor::run(const state::Instance& instance, const StartOptions& options,
                    state::Lease lease, Fd ready) {
  Supervisor self(instance, options, std::move(lease));
  auto started = self.prepare();
  if (started) started = self.start();
  if (started) started = self.tell(ready);
  if (!started) {
    self.monitor_ = core::Child();
    if (const auto cleaned = self.clean_up(); !cleaned) {
      core::log_error("after a failed start: " + cleaned.error().message());
    }
    (void)core::write_all(ready, encode(started.error()));
    return started.error().exit_code();
  }
  ready.reset();
  const auto ended = self.supervise_all();
  if (!ended) core::log_error("supervising " + instance.name() + ": " + ended.error().message());
  return ended ? 0 : 1;
}

}  // namespace anc::container
