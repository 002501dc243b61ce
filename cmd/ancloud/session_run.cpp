// ancloud session run: the guest's sockets, its renderer and its window, in the foreground.
#include <cerrno>
#include <unistd.h>

#include "cmd/ancloud/desktop_share.h"
#include "cmd/ancloud/gl_recording.h"
#include "cmd/ancloud/session_account.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/log.h"
#include "internal/core/text.h"
#include "internal/session/session.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  bool headless = false;
  bool single_window = false;
  bool multi_window = false;
  std::vector<std::string> properties;
  std::optional<std::chrono::milliseconds> duration;
  std::string gl_record;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.toggle("--single-window", args.single_window,
               "show the whole display in one window; the default");
  flags.toggle("--multi-window", args.multi_window,
               "give each freeform task of the guest a window of its own, too");
  flags.toggle("--headless", args.headless, "open no window");
  flags.config("--window-size", "display.size", "WxH",
               "size of the guest's display and its window");
  flags.config("--density", "display.density", "DPI", "density of the guest's display");
  flags.config("--rotation", "display.rotation", "DEGREES", "how far the display is turned");
  flags.config_switch("--fullscreen", "window.fullscreen", "let the window fill the screen");
  flags.option("--property", args.properties, "one more boot property; may be given again",
               "KEY=VALUE");
  flags.option("--for", args.duration, "stop after this time");
  flags.option("--gl-record", args.gl_record,
               "record all of the GL pipe, as `gl record` does, from the start", "FILE");
  flags.config("--audio", "audio.output", "WHERE", "where the guest is heard");
  flags.config_switch("--microphone", "audio.microphone",
                      "let the guest record with the host's microphone");
  flags.config("--user", "session.user", "USER", "who to become when started by root");
}

/// What the network tells this process to do, it does as nobody special.
Result<void> leave_root(const config::Config& config, const state::Instance& instance) {
  const auto account = TRY(session_account(config));
  if (!TRY(bringup::can_reach(account, instance.dir() + "/."))) {
    return fail(Error(Kind::kPermission, "user " + account.name + " cannot reach " + instance.dir())
                    .hint("choose a --data-path below directories that everyone may enter"));
  }
  TRY(instance.give_to_session(account.run_as.uid, account.run_as.gid));
  return become(account);
}

gles::Limits gl_limits(const config::Config& config) {
  gles::Limits limits;
  limits.connections = static_cast<size_t>(config.number("gl.max_connections"));
  limits.packet_bytes = limits.reply_bytes = config.bytes("gl.max_packet");
  limits.memory_bytes = config.bytes("gl.max_memory");
  limits.image_side = static_cast<uint32_t>(config.number("gl.max_size"));
  limits.buffers_per_process = static_cast<size_t>(config.number("gl.max_buffers"));
  return limits;
}

/// With the setting off, what an earlier session wrote goes.
std::optional<app::DesktopEntries::Options> desktop(const config::Config& config,
                                                    const Result<std::string>& share,
                                                    const state::Instance& instance) {
  const bool wanted = config.flag("session.desktop_entries");
  if (!share) {
    if (wanted) core::log_warning("no desktop entries: " + share.error().message());
    return std::nullopt;
  }
  auto options = desktop_options(*share, instance);
  if (!options) return std::nullopt;
  if (wanted) return std::move(*options);
  const auto removed = app::DesktopEntries(std::move(*options)).remove_all();
  if (!removed) core::log_info("desktop entries: " + removed.error().message());
  return std::nullopt;
}

std::optional<dbus::Bus> bus(const config::Config& config) {
  const std::string& wanted = config.text("session.dbus");
  if (wanted == "off") return std::nullopt;
  return wanted == "system" ? dbus::Bus::kSystem : dbus::Bus::kSession;
}

std::vector<std::string> properties(const config::Config& config, const Args& args) {
  std::vector<std::string> all;
  for (const std::string& property : core::split(config.text("guest.properties"), ';')) {
    const std::string_view text = core::trim(property);
    if (!text.empty()) all.emplace_back(text);
  }
  all.insert(all.end(), args.properties.begin(), args.properties.end());
  return all;
}

session::AdbAccess adb_access(const std::string& name) {
  if (name == "off") return session::AdbAccess::kOff;
  return name == "token" ? session::AdbAccess::kToken : session::AdbAccess::kLoopback;
}

Result<void> run_session(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::create(env.config.data_path(), args.instance));
  std::optional<RecordingFiles> recording;
  std::shared_ptr<core::Fd> trace;
  if (!args.gl_record.empty()) {  // with the rights of whoever asked for it
    recording = TRY(RecordingFiles::create(args.gl_record));
    trace = std::make_shared<core::Fd>(TRY(recording->trace()));
  }
  const auto share = desktop_share(env.config);
  if (geteuid() == 0) TRY(leave_root(env.config, instance), "session of " + instance.name());
  core::add_log_file("session", instance.logs() + "/session.log");
  const auto [width, height] = env.config.extent("display.size");
  const auto ended = session::run({
      .instance = instance,
      .display = {.width = static_cast<uint32_t>(width),
                  .height = static_cast<uint32_t>(height),
                  .density_dpi = static_cast<uint32_t>(env.config.number("display.density")),
                  .rotation = TRY(session::rotation_of(env.config.number("display.rotation")))},
      .gl_limits = gl_limits(env.config),
      .gles1 = gles::gles1_mode(env.config.text("gl.gles1")),
      .encoder = stream::encoder_choice(env.config.text("stream.encoder")),
      .encoder_device = env.config.text("stream.device"),
      .gamepad = env.config.flag("input.gamepad"),
      .headless = args.headless,
      .fullscreen = env.config.flag("window.fullscreen"),
      .multi_window =
          args.multi_window || (!args.single_window && env.config.text("window.mode") == "multi"),
      .sound = env.config.text("audio.output") == "device" ||
               (env.config.text("audio.output") == "auto" && !args.headless),
      .microphone = env.config.flag("audio.microphone"),
      .devices = {.properties = properties(env.config, args),
                  .adb = adb_access(env.config.text("adb.access")),
                  .adb_port = static_cast<uint16_t>(env.config.number("adb.port"))},
      .desktop = desktop(env.config, share, instance),
      .bus = bus(env.config),
      .handshake_time = env.config.duration("session.handshake_timeout"),
      .gl_probe_time = env.config.duration("gl.probe_timeout"),
      .duration = args.duration,
      .gl_record = std::move(trace),
      .confine = env.config.flag("session.confine"),
      .tell = [&env](const std::string& line) { env.out.note(line); },
  });
  if (recording) TRY(recording->finish(), recording->ids_path());
  return ended;
}

Result<int> run(Env& env, const Args& args) {
  if (args.headless + args.single_window + args.multi_window > 1) {
    return fail(Kind::kUsage, "--headless, --single-window and --multi-window exclude each other");
  }
  TRY(run_session(env, args));
  return 0;
}

}  // namespace

Verb session_run() {
  return Verb::make("session run", "run what an instance talks to: sockets, renderer, window",
                    declare, run,
                    "Needs neither root nor a container. Ends by Ctrl-C, by closing the window, or "
                    "after --for. Never runs as root: SUDO_UID, else session.user, else the system "
                    "user ancloud.");
}

}  // namespace anc::cmd
