// A run through the container manager: see managed_run.h.
#include "internal/bringup/managed_run.h"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>
#include <utility>

#include "internal/bringup/watch.h"
#include "internal/core/file.h"
#include "internal/core/log.h"
#include "internal/manager/client.h"
#include "internal/state/lease.h"
#include "internal/state/readiness.h"

namespace anc::bringup {
namespace {

constexpr std::chrono::seconds kStopPatience{30};
constexpr std::chrono::seconds kSessionGrace{5};

// A user's wish that would silently come to nothing is an error.
Result<void> refuse_what_the_manager_decides(const config::Config& config) {
  for (const char* key :
       {"image.path", "image.fuse", "image.writable", "container.init", "container.privileged"}) {
    const auto& origin = config.value(key).origin;
    if (origin.source == "default" || origin.source == "system") continue;
    return fail(Error(Kind::kUsage, std::string(key) + " is set by " +
                                        (origin.where.empty() ? origin.source : origin.where) +
                                        ", but the container manager decides it")
                    .hint("sudo ancloud run, or have the administrator set it for your instance"));
  }
  return {};
}

std::string socket_path(const config::Config& config) {
  const std::string& named = config.text("manager.socket");
  if (!named.empty()) return named;
  return std::string(config::find_key("data_path")->default_text) +
         "/sockets/ancloud-container.socket";
}

Account caller() {
  const char* home = std::getenv("HOME");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  const char* name = std::getenv("USER");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  std::vector<gid_t> groups(static_cast<size_t>(std::max(::getgroups(0, nullptr), 0)));
  groups.resize(static_cast<size_t>(
      std::max(::getgroups(static_cast<int>(groups.size()), groups.data()), 0)));
  return {name != nullptr ? name : std::to_string(::getuid()),
          {::getuid(), ::getgid(), std::move(groups)},
          home != nullptr ? home : "/"};
}

// What a session asks of a manager (anbox-host.md 2.4).
manager::StartRequest request_of(const state::Instance& instance) {
  manager::StartRequest request;
  for (const char* name : {"/qemu_pipe", "/anbox_bridge", "/anbox_audio"}) {
    const std::string source = instance.sockets() + name;
    if (core::exists(source)) request.binds.push_back({source, std::string("/dev") + name});
  }
  request.binds.push_back({instance.input(), "/dev/input"});
  request.devices.push_back({"/dev/fuse", 0666});
  request.properties.emplace_back("ro.boot.fake_battery=1");
  request.instance = instance.name() == "default" ? "" : instance.name();
  return request;
}

Result<void> describe(const state::Lease& lease, const state::Instance& instance,
                      const std::string& socket, const manager::StartedContainer& container) {
  core::Json facts = {{"instance", instance.name()},
                      {"manager", socket},
                      {"image", container.instance.empty() ? "" : "of " + container.instance},
                      {"address", container.address}};
  if (container.init_pid > 0) {
    if (const auto began = core::process_start_time(container.init_pid)) {
      facts["init_pid"] = container.init_pid;
      facts["init_start_time"] = *began;
    }
  }
  return lease.describe(facts);
}

// The container's own rungs, which nobody else can write into the user's tree.
Result<void> reach(const state::Instance& instance, int64_t began_ms) {
  const std::chrono::milliseconds since(state::uptime_ms() - began_ms);
  for (const char* rung : {"container", "init"}) {
    TRY(state::append_rung(state::supervisor_ready_path(instance), rung, since));
  }
  return {};
}

Result<void> guest_ended(const RunOptions& options, const manager::Client& manager) {
  if (manager.exit_code() == 0) {
    options.tell("the guest has shut down");
    return {};
  }
  if (!manager.exit_code()) {
    return fail(Error(Kind::kFailure, "the container manager has ended the container")
                    .hint("its log says why: journalctl -u ancloud-container-manager"));
  }
  return fail(Kind::kFailure,
              "the guest ended with exit code " + std::to_string(*manager.exit_code()));
}

Result<void> stop_all(Watch& watch, manager::Client& manager, SessionProcess& session) {
  const auto stopped = watch.run_interruptibly([&] { return manager.stop(kStopPatience); },
                                               [&] {
                                                 manager.hang_up();
                                                 (void)session.stop(std::chrono::milliseconds(0));
                                               });
  const auto ended = session.stop(kSessionGrace);
  return stopped ? ended : stopped;
}

}  // namespace

Result<void> run_managed(const RunOptions& options) {
  TRY(refuse_what_the_manager_decides(options.config));
  Watch watch = TRY(Watch::make(options.on_rung));
  const std::string socket = socket_path(options.config);
  manager::Client manager = TRY(manager::Client::connect(socket));
  const auto instance = TRY(state::Instance::create(options.config.data_path(), options.instance));
  TRY(state::Lease::take(instance));  // and let go: its holder is alive to those who wait for rungs
  const int64_t began_ms = state::uptime_ms();
  TRY(state::clear_rungs(state::supervisor_ready_path(instance)));
  watch.follow_rungs(instance);

  SessionProcess session =
      TRY(SessionProcess::start(instance, caller(), options.session, options.tell));
  TRY(session.wait_ready(std::chrono::seconds(20), watch.signals()));
  const auto lease = TRY(state::Lease::take(instance));
  TRY(describe(lease, instance, socket, {}));
  TRY(manager.start(request_of(instance)), "ask the container manager");
  const auto container = TRY(manager.await_started(watch.signals()));
  for (const std::string& warning : container.warnings) core::log_warning(warning);
  TRY(describe(lease, instance, socket, container));
  TRY(reach(instance, began_ms));

  std::optional<StreamServer> stream;
  if (options.stream) {
    stream.emplace(TRY(StreamServer::start(instance, caller(), *options.stream, options.tell)));
    watch.follow_stream(*stream);
  }
  const auto why = TRY(watch.wait(session, manager.fd(), options.duration));
  if (why == Watch::Why::kStreamEnded) {
    const auto ended = stream->ended();
    (void)stop_all(watch, manager, session);
    return ended;
  }
  if (stream) TRY(stream->stop(kSessionGrace));
  if (why == Watch::Why::kSessionEnded) {
    const auto stopped = manager.stop(kStopPatience);
    TRY(session.ended());
    return stopped;
  }
  if (why == Watch::Why::kContainerEnded) {
    TRY(manager.await_end());
    TRY(session.stop(kSessionGrace));
    return guest_ended(options, manager);
  }
  options.tell("stopping " + instance.name());
  return stop_all(watch, manager, session);
}

}  // namespace anc::bringup
