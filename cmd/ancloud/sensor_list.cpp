// ancloud sensor list: what the guest's sensors show, and which of them it listens to.
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
  const auto answer = TRY(session::ask(instance.session_state(), {{"do", "sensor_list"}}),
                          "sensors of " + args.instance);
  const auto sensors = TRY(core::json_field<core::Json>(answer.head, "sensors"));
  core::Json rows = core::Json::array();
  for (core::Json row : sensors) {
    std::string values;
    for (const core::Json& value : row["values"]) {
      values += (values.empty() ? "" : ":") + value.dump();
    }
    row["values"] = values;
    rows.push_back(std::move(row));
  }
  env.out.print("ancloud.sensors.v1", sensors, render_text(rows));
  return 0;
}

}  // namespace

Verb sensor_list() {
  return Verb::make("sensor list", "show the guest's sensors and their values", declare, run,
                    "enabled says whether anything in the guest listens.");
}

}  // namespace anc::cmd
