// ancloud container remove: an instance with all it has, for good.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/container/remove.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
};

void declare(Flags& flags, Args& args) {
  flags.positional("NAME", args.instance, "instance; there is no default");
}

Result<int> run(Env& env, const Args& args) {
  if (args.instance.empty()) {
    return fail(Error(Kind::kUsage, "which instance is to be removed?")
                    .hint("`ancloud container list` shows them"));
  }
  TRY(container::remove_instance(env.config.data_path(), args.instance),
      "remove instance " + args.instance);
  env.out.print("ancloud.container_remove.v1",
                core::Json{{"name", args.instance}, {"state", "removed"}});
  return 0;
}

}  // namespace

Verb container_remove() {
  return Verb::make("container remove", "remove an instance and the guest's data", declare, run,
                    "Removes its directory with all that the guest has stored, its logs and its "
                    "address, without asking. Exit code 11 while its container or session runs or "
                    "an image is mounted for it.");
}

}  // namespace anc::cmd
