// ancloud clipboard get: the text that the guest's clipboard holds.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
};

void declare(Flags& flags, Args& args) { flags.instance(args.instance); }

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const auto answer = TRY(session::ask(instance.session_state(), {{"do", "clipboard_get"}}),
                          "clipboard of " + args.instance);
  // As it is, without a line end of ours: `get | set` changes nothing.
  env.out.print("ancloud.clipboard.v1", core::Json{{"text", answer.body}}, answer.body);
  return 0;
}

}  // namespace

Verb clipboard_get() {
  return Verb::make("clipboard get", "print the guest's clipboard", declare, run);
}

}  // namespace anc::cmd
