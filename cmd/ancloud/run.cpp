// ancloud run: host set-up, image, container and session in the foreground.
#include "internal/bringup/run.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include "cmd/ancloud/image_choice.h"
#include "cmd/ancloud/step_notes.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/bringup/managed_run.h"
#include "internal/config/keys.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  bool single_window = false;
  bool multi_window = false;
  bool headless = false;
  std::optional<std::chrono::milliseconds> duration;
  std::string listen;
  std::vector<std::string> publish;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.config("--image", "image.path", "FILE", "image to run; the demo image when not given");
  flags.toggle("--single-window", args.single_window, "show the guest's display in one window");
  flags.toggle("--multi-window", args.multi_window,
               "give each freeform task of the guest a window of its own, too");
  flags.toggle("--headless", args.headless, "show no window; the default without a desktop");
  flags.option("--listen", args.listen,
               "show it in browsers, too, as `stream serve` does, and print a link", "ADDR:PORT");
  flags.config("--window-size", "display.size", "WxH", "size of the guest's display in pixels");
  flags.config("--density", "display.density", "DPI", "density of the guest's display");
  flags.config("--rotation", "display.rotation", "DEGREES", "how far the display is turned");
  flags.config_switch("--fullscreen", "window.fullscreen", "let the window fill the screen");
  flags.option("--for", args.duration, "stop after this time");
  flags.config_switch("--microphone", "audio.microphone",
                      "let the guest record with the host's microphone");
  flags.config("--net", "network.mode", "MODE", "whether the guest has a network: bridge or none");
  flags.option(
      "--publish", args.publish,
      "reach a port of the guest through one of the host's loopback; ADDRESS: before it and "
      "/udp after it say otherwise",
      "PORT:GUESTPORT");
  flags.config("--user", "session.user", "USER", "who the session runs as; never root");
  flags.config("--binder", "container.binder", "KIND", "where the guest's binder comes from");
  flags.config_switch("--fuse", "image.fuse", "mount the image without the kernel's squashfs");
  flags.config_switch("--writable", "image.writable", "give the instance a writable layer");
  flags.config_switch("--privileged", "container.privileged",
                      "root inside is root outside: unsafe");
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets it
  return value != nullptr ? value : "";
}

// What the session process is told on its own command line.
bringup::SessionOptions session_options(const Env& env, const Args& args) {
  bringup::SessionOptions options;
  const bool desktop = !environment("DISPLAY").empty() || !environment("WAYLAND_DISPLAY").empty();
  const bool shown = args.single_window || args.multi_window || (desktop && !args.headless);
  const bool multi =
      args.multi_window || (!args.single_window && env.config.text("window.mode") == "multi");
  options.flags.push_back(!shown ? "--headless" : multi ? "--multi-window" : "--single-window");
  options.flags.insert(options.flags.end(), {"--window-size", env.config.text("display.size"),
                                             "--density", env.config.text("display.density"),
                                             "--rotation", env.config.text("display.rotation")});
  if (env.config.flag("window.fullscreen")) options.flags.emplace_back("--fullscreen");
  if (env.config.flag("audio.microphone")) options.flags.emplace_back("--microphone");
  for (int i = 0; i < env.verbosity; ++i) options.flags.emplace_back("-v");
  options.config_file = env.config_file;
  return options;
}

// The stream server reads the user's settings itself; what was set otherwise it is told.
std::optional<bringup::StreamOptions> stream_options(const Env& env, const Args& args) {
  if (args.listen.empty()) return std::nullopt;
  bringup::StreamOptions options{.flags = {"--listen", args.listen, "--link"},
                                 .environment = {},
                                 .config_file = env.config_file};
  for (const config::Key& key : config::keys()) {
    const auto& value = env.config.value(key.name);
    if (key.name.starts_with("stream.") && value.origin.source != "default") {
      options.environment.push_back(config::environment_name(key) + "=" + value.text);
    }
  }
  for (int i = 0; i < env.verbosity; ++i) options.flags.emplace_back("-v");
  return options;
}

// The container of a user who is not root is the manager's, and its network the manager's to set.
Result<void> check_network(const Env& env, const Args& args) {
  const bool asked =
      !args.publish.empty() || env.config.value("network.mode").origin.source == "flag";
  if (::geteuid() == 0 || !asked) return {};
  return fail(Error(Kind::kUsage, "--net and --publish are for root")
                  .hint("root sets network.mode and network.publish in the instance's file below "
                        "the data path of `ancloud container manager`"));
}

Result<int> run(Env& env, const Args& args) {
  if (args.headless + args.single_window + args.multi_window > 1) {
    return fail(Kind::kUsage, "--headless, --single-window and --multi-window exclude each other");
  }
  TRY(check_network(env, args));
  StepNotes notes(env.out);
  const bringup::RunOptions options{
      .config = env.config,
      .instance = args.instance,
      .image = ::geteuid() == 0 ? TRY(chosen_image(env.config)) : "",
      .sudo_uid = environment("SUDO_UID"),
      .session = session_options(env, args),
      .publish = args.publish,
      .stream = stream_options(env, args),
      .duration = args.duration,
      .host_notes = &notes,
      .tell = [&env](const std::string& line) { env.out.note(line); },
      .on_rung =
          [&env](const std::string& rung, std::chrono::milliseconds since) {
            char text[64];
            std::snprintf(text, sizeof text, "%8.2f s  %s",
                          static_cast<double>(since.count()) / 1e3, rung.c_str());
            env.out.note(text);
          },
  };
  if (::geteuid() == 0) {
    TRY(bringup::run(options), "run " + args.instance);
  } else {
    TRY(bringup::run_managed(options), "run " + args.instance);
  }
  return 0;
}

}  // namespace

Verb run_all() {
  return Verb::make(
      "run", "bring an instance up and keep it in the foreground", declare, run,
      "Makes the host ready as far as the image needs it, mounts the image, starts the "
      "session and the container, and tells each rung of readiness with its time. The "
      "first Ctrl-C stops the guest in order, a second one at once. Who is not root gets the "
      "container from `ancloud container manager`, and runs the session in a --data-path of "
      "their own.");
}

}  // namespace anc::cmd
