// ancloud status: what runs of an instance, as the kernel and the processes themselves say it.
#include "internal/container/status.h"

#include "cmd/ancloud/session_facts.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/state/readiness.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
};

void declare(Flags& flags, Args& args) { flags.instance(args.instance); }

// The rung after the last one reached, and what brings it about.
std::string_view next_step(const std::vector<state::Reached>& rungs) {
  static constexpr std::pair<std::string_view, std::string_view> kWaits[] = {
      {"container", "the container's supervisor"},
      {"init", "the guest's init to be executed"},
      {"pipe", "the guest's first connection to qemu_pipe"},
      {"bridge", "the guest to connect to anbox_bridge"},
      {"booted", "the guest to call boot_finished"},
      {"first_frame", "the guest to post its first frame"},
  };
  for (const auto& [rung, waits_for] : kWaits) {
    bool reached = false;
    for (const auto& entry : rungs) reached |= entry.rung == rung;
    if (!reached) return waits_for;
  }
  return "nothing";
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  core::Json report = {{"name", args.instance},
                       {"container", container::to_json(TRY(container::status_of(instance)))},
                       {"session", TRY(session_facts(instance))}};
  const auto& range = env.config.value("network.address");
  report["network"] = {{"bridge", env.config.text("network.bridge")},
                       {"address", range.text},
                       {"chosen_by", range.origin.source}};
  const bool runs =
      report["container"]["state"] != "stopped" || report["session"]["state"] == "running";
  const auto rungs = runs ? TRY(state::read_rungs(instance)) : std::vector<state::Reached>();
  report["ready"] = rungs.empty() ? "" : rungs.back().rung;
  report["waits_for"] = runs ? next_step(rungs) : "";
  core::Json ladder = core::Json::array();
  for (const auto& reached : rungs) {
    ladder.push_back({{"rung", reached.rung}, {"at", reached.at}, {"ms", reached.ms}});
  }
  report["rungs"] = std::move(ladder);
  env.out.print("ancloud.status.v1", report);
  return runs ? 0 : static_cast<int>(Kind::kNotRunning);
}

}  // namespace

Verb status() {
  return Verb::make("status", "show what runs of an instance and how far it has come", declare, run,
                    "Exit code 3 when neither container nor session runs.");
}

}  // namespace anc::cmd
