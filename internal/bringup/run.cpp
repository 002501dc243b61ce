// The run as a whole: see run.h.
#include "internal/bringup/run.h"

#include <csignal>
#include <unistd.h>

#include "internal/bringup/start_options.h"
#include "internal/bringup/watch.h"
#include "internal/container/binder_plan.h"
#include "internal/container/start.h"
#include "internal/container/status.h"
#include "internal/container/stop.h"
#include "internal/core/log.h"
#include "internal/host/setup.h"
#include "internal/image/info.h"
#include "internal/state/lease.h"
#include "internal/step/real_host.h"

namespace anc::bringup {
namespace {
/// For its good-bye to the viewers.
constexpr std::chrono::seconds kStreamGrace{2};

Result<void> check_caller(const RunOptions& options) {
  if (::geteuid() != 0) {
    return fail(Error(Kind::kPermission, "run: only root can start a container")
                    .hint("sudo ancloud run; `ancloud session run` alone needs no root"));
  }
  const auto instance = state::Instance::open(options.config.data_path(), options.instance);
  if (instance && TRY(state::is_running(*instance))) TRY(state::Lease::take(*instance));
  return {};
}

/// The range that the bridge has now: host-setup may have chosen another one than was configured.
Result<config::Subnet> prepare_host(const RunOptions& options, const image::ImageInfo& image) {
  host::Needs needs;
  needs.selinux = image.needs_permissive_selinux();
  needs.binder = container::wants_binder(
      *container::parse_binder(options.config.text("container.binder")), image.family);
  needs.network = options.config.text("network.mode") == "bridge";
  needs.user = options.config.text("session.user").empty() && options.sudo_uid.empty();
  step::RealHost machine;
  const host::Settings settings = TRY(host::settle(options.config, machine), "host-setup");
  TRY(host::HostSetup(settings, needs).apply(machine, options.host_notes), "host-setup");
  return settings.network;
}

// Both end in order: the guest first, since it still talks to the session while it stops.
Result<void> stop_all(Watch& watch, const state::Instance& instance, container::Started& container,
                      SessionProcess& session, std::chrono::milliseconds timeout) {
  auto stopped = watch.run_interruptibly([&] { return container::stop(instance, timeout); },
                                         [&] {
                                           (void)container.supervisor.signal(SIGKILL);
                                           (void)session.stop(std::chrono::milliseconds(0));
                                         });
  (void)container.supervisor.wait();
  const auto ended = session.stop(std::chrono::seconds(5));
  if (!stopped && stopped.error().kind() != Kind::kNotRunning) return stopped;
  return ended;
}

// In order, or, where it has ended by itself, how.
Result<void> end_stream(std::optional<StreamServer>& stream, bool by_itself) {
  if (!stream) return {};
  return by_itself ? stream->ended() : stream->stop(kStreamGrace);
}

// The guest went away by itself: an orderly end is none of our failures.
Result<void> guest_ended(const RunOptions& options, const state::Instance& instance,
                         const Result<core::ExitStatus>& supervisor) {
  // Then it could not write down how the guest ended: what is there is of an earlier end.
  if (supervisor && supervisor->signal != 0) {
    return fail(Error(Kind::kFailure, "the supervisor of " + instance.name() + " ended with " +
                                          supervisor->text() + ", and the guest with it")
                    .log(instance.logs() + "/container.log"));
  }
  const container::Status status = TRY(container::status_of(instance));
  const auto code = core::json_field<int>(status.last_exit, "code");
  if (code && *code == 0) {
    options.tell("the guest has shut down");
    return {};
  }
  return fail(Error(Kind::kFailure, "the guest of " + instance.name() + " ended" +
                                        (code ? " with exit code " + std::to_string(*code) : ""))
                  .hint("`ancloud logs " + instance.name() + "` shows its console")
                  .log(instance.logs() + "/console.log"));
}

}  // namespace

Result<void> run(const RunOptions& options) {
  TRY(check_caller(options));
  Watch watch = TRY(Watch::make(options.on_rung));
  const image::ImageInfo image = TRY(image::image_info(options.image));
  const config::Subnet subnet = TRY(prepare_host(options, image));
  const Account account =
      with_groups(TRY(session_user(options.config, options.sudo_uid, Accounts::system())));
  const auto instance = TRY(state::Instance::create(options.config.data_path(), options.instance));
  if (options.config.flag("container.privileged")) {
    core::log_warning("the container is privileged: its root is the host's root");
  }
  TRY(instance.give_to_session(account.run_as.uid, account.run_as.gid));
  watch.follow_rungs(instance);
  auto start = TRY(start_options(options.config, image.path, account, options.publish));
  start.subnet = subnet;

  // The session first: the guest looks for its sockets once, while it boots (anbox-host.md 9.3).
  SessionProcess session =
      TRY(SessionProcess::start(instance, account, options.session, options.tell));
  TRY(session.wait_ready(std::chrono::seconds(20), watch.signals()));
  container::Started container = TRY(container::start(instance, start, container::Life::kCallers));
  for (const std::string& warning : container.ready.warnings) core::log_warning(warning);
  std::optional<StreamServer> stream;
  if (options.stream) {
    stream.emplace(TRY(StreamServer::start(instance, account, *options.stream, options.tell)));
    watch.follow_stream(*stream);
  }
  // From here on all processes die with this one, and every way out stops them.
  const auto timeout = options.config.duration("container.stop_timeout");
  const auto why = watch.wait(session, container.supervisor.pidfd(), options.duration);
  const auto streamed = end_stream(stream, why && *why == Watch::Why::kStreamEnded);
  if (!why) {
    (void)stop_all(watch, instance, container, session, timeout);
    return fail(Error(why.error()));
  }
  if (*why == Watch::Why::kStreamEnded) {
    (void)stop_all(watch, instance, container, session, timeout);
    return streamed;
  }
  if (*why == Watch::Why::kSessionEnded) {
    const auto stopped = container::stop(instance, timeout);
    TRY(session.ended());
    return stopped;
  }
  if (*why == Watch::Why::kContainerEnded) {
    const auto supervisor = container.supervisor.wait();
    TRY(session.stop(std::chrono::seconds(5)));
    return guest_ended(options, instance, supervisor);
  }
  options.tell("stopping " + instance.name());
  return stop_all(watch, instance, container, session, timeout);
}

}  // namespace anc::bringup
