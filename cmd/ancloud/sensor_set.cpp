// ancloud sensor set: what a sensor of the guest shows from now on.
#include <algorithm>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string sensor;
  std::string values;
};

void declare(Flags& flags, Args& args) {
  flags.positional("SENSOR", args.sensor, "one of those that `ancloud sensor list` shows");
  flags.positional("VALUES", args.values, "one number, or three as X:Y:Z");
  flags.instance(args.instance, true);
}

Result<int> run(Env& env, const Args& args) {
  if (args.values.empty()) return fail(Kind::kUsage, "SENSOR and VALUES are needed");
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  std::string values = args.values;
  std::replace(values.begin(), values.end(), ',', ':');
  auto answer =
      TRY(session::ask(instance.session_state(),
                       {{"do", "sensor_set"}, {"sensor", args.sensor}, {"values", values}}),
          "sensor of " + args.instance);
  answer.head.erase("ok");
  answer.head.erase("bytes");
  env.out.print("ancloud.sensor.v1", answer.head, args.sensor + " " + values + "\n");
  return 0;
}

}  // namespace

Verb sensor_set() {
  return Verb::make("sensor set", "let a sensor of the guest show something else", declare, run,
                    "Until the session ends. The guest is told at once if it listens.");
}

}  // namespace anc::cmd
