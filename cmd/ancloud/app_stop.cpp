// ancloud app stop: removes the tasks of an application of the guest.
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
  std::string package;
};

void declare(Flags& flags, Args& args) {
  flags.positional("PACKAGE", args.package, "whose tasks to end");
  flags.instance(args.instance, true);
}

Result<int> run(Env& env, const Args& args) {
  if (args.package.empty()) return fail(Kind::kUsage, "which application? name its PACKAGE");
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const auto answer = TRY(session::ask(instance.session_state(),
                                       {{"do", "app_stop"}, {"package", args.package}}, kPatience),
                          "stop " + args.package);
  const auto tasks = TRY(core::json_field<core::Json>(answer.head, "tasks"));
  env.out.print(
      "ancloud.app.stop.v1", core::Json{{"package", args.package}, {"tasks", tasks}},
      std::to_string(tasks.size()) + (tasks.size() == 1 ? " task" : " tasks") + " removed\n");
  return 0;
}

}  // namespace

Verb app_stop() {
  return Verb::make("app stop", "end the tasks of an application in the guest", declare, run,
                    "Exit code 3 when it has none.");
}

}  // namespace anc::cmd
