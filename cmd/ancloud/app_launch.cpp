// ancloud app launch: starts an application of the guest.
#include <chrono>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {
// The session gives the guest 30 s: this is for its answer to arrive.
constexpr std::chrono::seconds kPatience{40};

struct Args {
  std::string instance;
  std::string target;
  std::string stack;
};

void declare(Flags& flags, Args& args) {
  flags.positional("PACKAGE[/ACTIVITY]", args.target,
                   "what to launch; an ACTIVITY may begin with a dot, after the package");
  flags.option("--stack", args.stack,
               "where to show it; Android decides when not given, freeform with --multi-window",
               "STACK", "default|fullscreen|freeform");
  flags.instance(args.instance, true);
}

Result<int> run(Env& env, const Args& args) {
  if (args.target.empty()) return fail(Kind::kUsage, "which application? name its PACKAGE");
  const size_t slash = args.target.find('/');
  const std::string package = args.target.substr(0, slash);
  const std::string activity = slash == std::string::npos ? "" : args.target.substr(slash + 1);
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const auto answer = TRY(session::ask(instance.session_state(),
                                       {{"do", "app_launch"},
                                        {"package", package},
                                        {"activity", activity},
                                        {"stack", args.stack}},
                                       kPatience),
                          "launch " + args.target);
  const auto started = TRY(core::json_field<std::string>(answer.head, "activity"));
  env.out.print("ancloud.app.launch.v1", core::Json{{"package", package}, {"activity", started}},
                package + (started.empty() ? "" : "/" + started) + "\n");
  return 0;
}

}  // namespace

Verb app_launch() {
  return Verb::make(
      "app launch", "launch an application in the guest", declare, run,
      "Returns when the guest has started it. Exit code 2 for an application that "
      "the guest does not have, 3 when it is not booted, 10 when it does not answer.");
}

}  // namespace anc::cmd
