// ancloud config show: the settings in force, and which source won.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/json.h"
#include "internal/state/instance.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  bool origin = false;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.toggle("--origin", args.origin, "also say where each value comes from");
}

Result<int> run(Env& env, const Args& args) {
  TRY(state::Instance::open(env.config.data_path(), args.instance));
  core::Json rows = core::Json::array();
  for (const config::Key& key : config::keys()) {
    const auto& value = env.config.value(key.name);
    core::Json row = {{"key", key.name}, {"value", value.text}};
    if (args.origin) {
      row["source"] = value.origin.source;
      row["where"] = value.origin.where;
    }
    rows.push_back(std::move(row));
  }
  env.out.print("ancloud.config.v1", rows);
  return 0;
}

}  // namespace

Verb config_show() {
  return Verb::make("config show", "show the settings in force", declare, run,
                    "A flag wins over an ANCLOUD_* variable, then the instance's file, the user's, "
                    "the system's, the default.");
}

}  // namespace anc::cmd
