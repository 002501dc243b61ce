// ancloud host-setup: make the host ready for containers, show what that takes, or take it back.
#include <algorithm>
#include <cstdlib>

#include "cmd/ancloud/step_notes.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/json.h"
#include "internal/core/text.h"
#include "internal/host/setup.h"
#include "internal/step/real_host.h"

namespace anc::cmd {
namespace {
using core::Json;

struct Args {
  bool dry_run = false;
  bool status = false;
  bool undo = false;
  std::vector<std::string> without;
  bool build_binder = false;
  std::string kernel_release;
};

void declare(Flags& flags, Args& args) {
  flags.toggle("--dry-run", args.dry_run, "print the commands of what is missing, change nothing");
  flags.toggle("--status", args.status, "show each step as it is");
  flags.toggle("--undo", args.undo, "take back what an earlier host-setup changed");
  flags.toggle("--build-binder", args.build_binder,
               "build binder with binderfs where the kernel has none");
  flags.option("--kernel-release", args.kernel_release,
               "with --build-binder: build for this kernel, and nothing else", "RELEASE");
  flags.option("--without", args.without, "leave out selinux, binder, network or user", "GROUP");
}

Result<void> check_release(const Args& args) {
  if (args.kernel_release.empty()) return {};
  if (!args.build_binder) return fail(Kind::kUsage, "--kernel-release goes with --build-binder");
  constexpr auto kGood = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+-_~";
  if (args.kernel_release.find_first_not_of(kGood) == std::string::npos &&
      args.kernel_release.front() != '.') {
    return {};
  }
  return fail(Error(Kind::kUsage, "\"" + args.kernel_release + "\" is no kernel's release")
                  .hint("`ls /lib/modules` lists those that are installed"));
}

Result<host::Needs> needs_of(const Args& args) {
  TRY(check_release(args));
  host::Needs needs;
  needs.build_binder = args.build_binder;
  if (!args.kernel_release.empty()) {
    needs.selinux = needs.binder = needs.network = needs.user = false;
    return needs;
  }
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody sets it
  needs.user = std::getenv("SUDO_UID") == nullptr;
  for (const std::string& group : args.without) {
    if (group == "selinux") {
      needs.selinux = false;
    } else if (group == "binder") {
      needs.binder = false;
    } else if (group == "network") {
      needs.network = false;
    } else if (group == "user") {
      needs.user = false;
    } else {
      return fail(Error(Kind::kUsage, "--without: unknown group \"" + group + "\"")
                      .hint("the groups are selinux, binder, network and user"));
    }
  }
  return needs;
}

bool impossible(const step::Status& status) {
  return status.seen && status.seen->state == State::kImpossible;
}

/// The first step that this host cannot have, and cannot do without, as the error of the command.
Result<int> verdict(const std::vector<step::Status>& all) {
  for (const step::Status& status : all) {
    if (impossible(status) && !status.step->optional()) {
      return fail(Error(status.seen->kind,
                        "step " + std::string(status.step->name()) + ": " + status.seen->reason)
                      .hint(status.seen->hint)
                      .code(status.seen->code));
    }
  }
  return 0;
}

std::string result_text(const step::Status& status) {
  if (status.applied) return "applied";
  if (!status.seen) return "unknown";
  if (impossible(status) && status.step->optional()) return "skipped";
  return std::string(step::state_name(status.seen->state));
}

Json row_of(const step::Status& status) {
  return Json{{"step", status.step->name()},
              {"state", result_text(status)},
              {"reason", status.applied ? ""
                         : status.seen  ? status.seen->reason
                                        : status.problem}};
}

Json rows_of(const std::vector<step::Status>& all, bool with_details) {
  Json rows = Json::array();
  for (const step::Status& status : all) {
    Json row = row_of(status);
    if (with_details) {
      row["why"] = status.step->why();
      row["commands"] = status.step->commands();
      row["hint"] = status.seen ? status.seen->hint : "";
      row["facts"] = status.seen ? status.seen->facts : Seen::Facts();
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<int> dry_run(Env& env, const std::vector<step::Status>& all) {
  std::string text;
  for (const step::Status& status : all) {
    if (impossible(status) && status.step->optional() && !status.seen->hint.empty()) {
      text += "# " + std::string(status.step->name()) + ": " + status.seen->reason +
              "\n# hint: " + status.seen->hint + "\n";
    }
    if (status.holds() || impossible(status)) continue;
    text += "# " + std::string(status.step->name()) + ": " + std::string(status.step->why()) + "\n";
    for (const std::string& command : status.step->commands()) text += command + "\n";
  }
  if (text.empty()) text = "# nothing to do\n";
  env.out.print("ancloud.host_setup.v1", rows_of(all, true), text);
  return verdict(all);
}

Result<int> undo(Env& env, const host::HostSetup& setup, Host& host, step::Observer& notes) {
  const step::Undone undone = TRY(setup.undo(host, &notes), "host-setup --undo");
  std::string text = undone.steps.empty() ? "nothing to undo\n" : "";
  for (const std::string& name : undone.steps) text += "undone  " + name + "\n";
  for (const std::string& what : undone.left) text += "left    " + what + "\n";
  env.out.print("ancloud.host_setup_undo.v1", Json{{"undone", undone.steps}, {"left", undone.left}},
                text);
  return 0;
}

Result<int> run(Env& env, const Args& args) {
  if (args.dry_run + args.status + args.undo > 1) {
    return fail(Kind::kUsage, "--dry-run, --status and --undo exclude each other");
  }
  step::RealHost machine;
  StepNotes notes(env.out);
  if (args.undo) {
    const host::HostSetup all(host::settings_from(env.config), TRY(needs_of(args)));
    return undo(env, all, machine, notes);
  }
  host::Settings settings = TRY(host::settle(env.config, machine));
  settings.kernel_release = args.kernel_release;
  const host::HostSetup setup(std::move(settings), TRY(needs_of(args)));
  if (args.dry_run) return dry_run(env, setup.look(machine));
  if (args.status) {
    env.out.print("ancloud.host_setup.v1", env.out.json() ? rows_of(setup.look(machine), true)
                                                          : rows_of(setup.look(machine), false));
    return 0;
  }
  const auto done = TRY(setup.apply(machine, &notes), "host-setup");
  env.out.print("ancloud.host_setup.v1", rows_of(done, env.out.json()));
  return 0;
}

}  // namespace

Verb host_setup() {
  return Verb::make(
      "host-setup", "make the host ready for containers", declare, run,
      "Each step that does not hold is written to a journal, applied and checked; "
      "when one fails, what this run applied is taken back. Running it twice changes "
      "nothing. The steps that only some images need can be left out. --build-binder is for "
      "kernels whose binder comes without binderfs, as Debian's: it builds one from the "
      "distribution's source, and names the packages that it wants for it. Later runs "
      "load it.");
}

}  // namespace anc::cmd
