// The applet `scene`: options and signals around run_scene.
#include <csignal>

#include "cmd/ancloud-guest/applets.h"
#include "cmd/ancloud-guest/options.h"
#include "cmd/ancloud-guest/scene_run.h"
#include "internal/core/text.h"

namespace anc::guest {
namespace {

constexpr int kFastest = 240;

std::atomic<bool> stop_asked{false};  // written by a signal handler, which has no other way
static_assert(std::atomic<bool>::is_always_lock_free);

void on_stop(int) { stop_asked = true; }

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = on_stop;
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // the second one ends the process at once
  for (const int number : {SIGINT, SIGTERM}) ::sigaction(number, &action, nullptr);
}

}  // namespace

Result<int> scene_main(Args args) {
  SceneOptions options;
  options.pipe = "/dev/qemu_pipe";
  options.data = "/data";
  std::string frames = "0", fps = "30", size, services = "text,sensors,gps";
  const Option known[] = {
      {"--pipe", &options.pipe},   {"--bridge", &options.bridge}, {"--data", &options.data},
      {"--input", &options.input}, {"--frames", &frames},         {"--fps", &fps},
      {"--size", &size},           {"--audio", &options.audio},   {"--services", &services}};
  const auto rest = TRY(parse_options(args, known));
  if (!rest.empty()) return fail(Kind::kUsage, "unexpected argument " + rest[0]);
  options.frames = static_cast<uint64_t>(TRY(core::parse_int(frames, 0, INT64_MAX), "--frames"));
  options.still = fps == "still";
  if (!options.still) {
    options.fps = static_cast<int>(TRY(core::parse_int(fps, 0, kFastest), "--fps"));
  }
  if (!size.empty()) options.size = TRY(core::parse_extent(size), "--size");
  for (const std::string& name : core::split(services, ',')) {
    if (name != "text" && name != "sensors" && name != "gps" && !name.empty()) {
      return fail(Kind::kUsage, "--services: there is no " + name);
    }
    options.services.insert(name);
  }
  catch_signals();
  TRY(run_scene(options, stop_asked));
  return 0;
}

}  // namespace anc::guest
