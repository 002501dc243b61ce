// ancloud run: host set-up, image, container and session in the foreground.
#include "internal/bringup/run.h"

#include <cstdio>
#include <cstdlib>

#include "cmd/ancloud/image_choice.h"
#include "cmd/ancloud/step_notes.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  bool single_window = false;
  bool headless = false;
  std::optional<std::chrono::milliseconds> duration;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.config("--image", "image.path", "FILE", "image to run; the demo image when not given");
  flags.toggle("--single-window", args.single_window, "show the guest's display in one window");
  flags.toggle("--headless", args.headless, "show no window; the default without a desktop");
  flags.config("--window-size", "display.size", "WxH", "size of the guest's display in pixels");
  flags.config("--density", "display.density", "DPI", "density of the guest's display");
  flags.option("--for", args.duration, "stop after this time");
  flags.config_switch("--microphone", "audio.microphone",
                      "let the guest record with the host's microphone");
  flags.config("--user", "session.user", "USER", "who the session runs as; never root");
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
  options.flags.push_back(args.single_window || (desktop && !args.headless) ? "--single-window"
                                                                            : "--headless");
  options.flags.insert(options.flags.end(), {"--window-size", env.config.text("display.size"),
                                             "--density", env.config.text("display.density")});
  if (env.config.flag("audio.microphone")) options.flags.emplace_back("--microphone");
  for (int i = 0; i < env.verbosity; ++i) options.global_flags.emplace_back("-v");
  return options;
}

Result<int> run(Env& env, const Args& args) {
  if (args.single_window && args.headless) {
    return fail(Kind::kUsage, "--single-window and --headless exclude each other");
  }
  StepNotes notes(env.out);
  const bringup::RunOptions options{
      .config = env.config,
      .instance = args.instance,
      .image = TRY(chosen_image(env.config)),
      .sudo_uid = environment("SUDO_UID"),
      .session = session_options(env, args),
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
  TRY(bringup::run(options), "run " + args.instance);
  return 0;
}

}  // namespace

Verb run_all() {
  return Verb::make(
      "run", "bring an instance up and keep it in the foreground", declare, run,
      "Makes the host ready as far as the image needs it, mounts the image, starts the "
      "session and the container, and tells each rung of readiness with its time. The "
      "first Ctrl-C stops the guest in order, a second one at once.");
}

}  // namespace anc::cmd
