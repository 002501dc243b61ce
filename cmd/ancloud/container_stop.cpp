// ancloud container stop: let the guest end in order, then end all its processes.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/container/stop.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.config("--timeout", "container.stop_timeout", "DURATION",
               "time the guest gets before it is killed");
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  TRY(container::stop(instance, env.config.duration("container.stop_timeout")),
      "stop container " + args.instance);
  env.out.print("ancloud.container_stop.v1",
                core::Json{{"name", args.instance}, {"state", "stopped"}});
  return 0;
}

}  // namespace

Verb container_stop() {
  return Verb::make("container stop", "stop an instance's container", declare, run,
                    "Sends SIGPWR to the guest's init and waits, then kills it. Returns when "
                    "nothing of the container is left. Exit code 3 when it does not run.");
}

}  // namespace anc::cmd
