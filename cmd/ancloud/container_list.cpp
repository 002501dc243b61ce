// ancloud container list: every instance and what its container is doing.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/container/status.h"

namespace anc::cmd {
namespace {

struct Args {};

void declare(Flags&, Args&) {}

Result<int> run(Env& env, const Args&) {
  core::Json rows = core::Json::array();
  for (const container::Status& status : TRY(container::list(env.config.data_path()))) {
    rows.push_back({{"name", status.name},
                    {"state", container::state_name(status.state)},
                    {"address", status.address},
                    {"init_pid", status.init},
                    {"since", status.since}});
  }
  env.out.print("ancloud.container_list.v1", rows);
  return 0;
}

}  // namespace

Verb container_list() {
  return Verb::make("container list", "list the instances and their containers", declare, run);
}

}  // namespace anc::cmd
