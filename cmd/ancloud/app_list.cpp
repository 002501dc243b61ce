// ancloud app list: the applications of the guest that can be launched.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/app/applications.h"
#include "internal/session/client.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
};

void declare(Flags& flags, Args& args) { flags.instance(args.instance); }

/// What the running session knows, or else what the last one kept.
Result<core::Json> applications_of(const state::Instance& instance) {
  const auto answer = session::ask(instance.session_state(), {{"do", "app_list"}});
  if (answer) return core::json_field<core::Json>(answer->head, "applications");
  if (answer.error().kind() != Kind::kNotRunning) return fail(answer.error());
  app::Applications kept(instance.session_state());
  TRY(kept.load());
  core::Json list = core::Json::array();
  for (const auto& [package, entry] : kept.all()) list.push_back(app::to_json(kept, package));
  return list;
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  core::Json list = TRY(applications_of(instance), "applications of " + args.instance);
  if (!env.out.json()) {
    for (core::Json& entry : list) entry.erase("icon");
  }
  env.out.print("ancloud.app.list.v1", list);
  return 0;
}

}  // namespace

Verb app_list() {
  return Verb::make("app list", "list the guest's applications", declare, run,
                    "Without a running session, those that the guest told last.");
}

}  // namespace anc::cmd
