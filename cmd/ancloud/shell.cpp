// ancloud shell [NAME] [-- CMD…]: a command, or a terminal, inside a running container.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/container/exec.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::vector<std::string> env;
  std::vector<std::string> command;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.option("-e,--env", args.env, "variable for the command", "KEY=VALUE");
  flags.rest("CMD", args.command, "command with its arguments; a shell when not given");
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const auto code = container::exec(instance, {.argv = args.command, .env = args.env});
  if (code) return *code;
  // Codes of our own errors could be the command's: 125 means ancloud, as docker exec has it.
  print_error(code.error(), env.out.json());
  return container::kExecFailed;
}

}  // namespace

Verb shell() {
  return Verb::make("shell", "run a command, or a shell, inside a container", declare, run,
                    "As the guest's root, with a terminal where stdin is one. Exit code: the "
                    "command's own, 128 + n for signal n, 127 not found, 126 not executable, 125 "
                    "when ancloud failed.");
}

}  // namespace anc::cmd
