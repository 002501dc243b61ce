// ancloud wait: blocks until an instance reaches a rung of the readiness ladder.
#include <algorithm>
#include <thread>

#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/lock.h"
#include "internal/core/text.h"
#include "internal/state/lease.h"
#include "internal/state/readiness.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string rung = "booted";
  std::chrono::milliseconds timeout{60000};
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.option("--for", args.rung, "rung to wait for", "RUNG",
               "container|init|pipe|bridge|booted|first_frame");
  flags.option("--timeout", args.timeout, "give up after this time");
}

// Is anything of the instance alive that could still reach a rung?
Result<bool> is_alive(const state::Instance& instance) {
  if (TRY(state::is_running(instance))) return true;
  return core::FileLock::is_held(instance.session_state() + "/session.lock");
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  const auto deadline = std::chrono::steady_clock::now() + args.timeout;
  while (true) {
    const bool alive = TRY(is_alive(instance));
    const auto rungs = TRY(state::read_rungs(instance));
    const auto found = std::find_if(rungs.begin(), rungs.end(),
                                    [&](const auto& reached) { return reached.rung == args.rung; });
    if (alive && found != rungs.end()) {
      env.out.print("ancloud.wait.v1",
                    core::Json{{"rung", found->rung}, {"at", found->at}, {"ms", found->ms}});
      return 0;
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      const std::string last = rungs.empty() || !alive ? "none" : rungs.back().rung;
      return fail(Error(alive ? Kind::kTimeout : Kind::kNotRunning,
                        "instance " + args.instance + " did not reach " + args.rung + " within " +
                            core::format_duration(args.timeout) + "; last rung: " + last)
                      .hint("`ancloud logs " + args.instance + "` shows what the guest says"));
    }
    // The ladder is a file written by other processes: looking 50 times a second costs nothing.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

}  // namespace

Verb wait_for() {
  return Verb::make("wait", "wait until an instance is ready", declare, run,
                    "Exit code 10 when time runs out, 3 when the instance is not running by then.");
}

}  // namespace anc::cmd
