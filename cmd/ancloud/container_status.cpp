// ancloud container status: one instance's container, as the kernel sees it.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/container/status.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
};

void declare(Flags& flags, Args& args) { flags.instance(args.instance); }

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const container::Status status = TRY(container::status_of(instance));
  env.out.print("ancloud.container_status.v1", container::to_json(status));
  return status.state == container::State::kStopped ? static_cast<int>(Kind::kNotRunning) : 0;
}

}  // namespace

Verb container_status() {
  return Verb::make("container status", "show what an instance's container is doing", declare, run,
                    "Asks the kernel, not a file. Exit code 3 when it does not run.");
}

}  // namespace anc::cmd
