// ancloud session status: what the session of an instance draws with and what it has drawn.
#include "cmd/ancloud/session_facts.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
};

void declare(Flags& flags, Args& args) { flags.instance(args.instance); }

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  core::Json report = {{"name", args.instance}};
  report.update(TRY(session_facts(instance)));
  env.out.print("ancloud.session_status.v1", report);
  return report["state"] == "running" ? 0 : static_cast<int>(Kind::kNotRunning);
}

}  // namespace

Verb session_status() {
  return Verb::make("session status", "show what a session draws with and what it has drawn",
                    declare, run, "Exit code 3 when none runs.");
}

}  // namespace anc::cmd
