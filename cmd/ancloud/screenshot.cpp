// ancloud screenshot: the frame that a running session shows now, as a PNG file.
#include <ctime>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/file.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string output;
  bool raw = false;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.option("-o,--output", args.output, "where to write; ancloud-NAME-TIME.png when not given",
               "FILE.png");
  flags.toggle("--raw", args.raw,
               "save the framebuffer as it is, not turned by the display's rotation");
}

std::string default_file(const std::string& instance) {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &parts);
  return "ancloud-" + instance + "-" + text + ".png";
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const auto answer =
      TRY(session::ask(instance.session_state(), {{"do", "screenshot"}, {"raw", args.raw}}),
          "screenshot of " + args.instance);
  const std::string path = args.output.empty() ? default_file(args.instance) : args.output;
  TRY(core::write_atomic(path, answer.body), "save the screenshot");
  env.out.print(
      "ancloud.screenshot.v1",
      core::Json{{"file", path},
                 {"frame", TRY(core::json_field<uint64_t>(answer.head, "frame"))},
                 {"frame_time", TRY(core::json_field<std::string>(answer.head, "frame_time"))},
                 {"width", TRY(core::json_field<uint32_t>(answer.head, "width"))},
                 {"height", TRY(core::json_field<uint32_t>(answer.head, "height"))},
                 {"rotation", TRY(core::json_field<uint32_t>(answer.head, "rotation"))},
                 {"version", TRY(core::json_field<uint64_t>(answer.head, "version"))},
                 {"raw", args.raw}},
      path + "\n");
  return 0;
}

}  // namespace

Verb screenshot() {
  return Verb::make("screenshot", "save what a running session shows as a PNG file", declare, run,
                    "As it is seen: a display that is turned gives a turned picture. --json names "
                    "the display's rotation and the version of its geometry.");
}

}  // namespace anc::cmd
