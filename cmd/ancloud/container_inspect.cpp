// ancloud container inspect: what holds a running container back, as the kernel has it.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/container/inspect.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
};

void declare(Flags& flags, Args& args) { flags.instance(args.instance); }

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  env.out.print("ancloud.container_inspect.v1", TRY(container::inspect(instance)));
  return 0;
}

}  // namespace

Verb container_inspect() {
  return Verb::make("container inspect", "show what a running container may and may not", declare,
                    run,
                    "Reads the kernel's account of the guest's init: capabilities, system call "
                    "filter, id maps, namespaces, AppArmor label, device rules, limits, mounts.");
}

}  // namespace anc::cmd
