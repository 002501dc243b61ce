// ancloud doctor: everything that the host must offer, tried at once; what is missing, and how to
// mend it.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <unistd.h>

#include "cmd/ancloud/doctor_fix.h"
#include "cmd/ancloud/doctor_text.h"
#include "cmd/ancloud/image_choice.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/text.h"
#include "internal/doctor/examine.h"
#include "internal/doctor/weigh.h"

namespace anc::cmd {
namespace {

constexpr std::chrono::milliseconds kShortest{100};
constexpr std::chrono::minutes kLongest{10};

struct Args {
  std::string instance;
  std::string only;
  bool fix = false;
  bool dry_run = false;
  bool labels = false;
  std::chrono::milliseconds timeout{2000};
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance, true);
  flags.option("--only", args.only, "run these probes alone, names with commas between", "NAMES");
  flags.config("--image", "image.path", "FILE", "image to judge, the demo image when not given");
  flags.option("--timeout", args.timeout,
               "how long a probe may take; drivers get a few times that");
  flags.toggle("--fix", args.fix, "let host-setup repair what it can, then look again");
  flags.toggle("--dry-run", args.dry_run, "with --fix: print the commands, change nothing");
  flags.toggle("--labels", args.labels, "print facts for schedulers instead, one KEY=VALUE a line");
}

Result<std::vector<const doctor::Probe*>> chosen(const std::string& only) {
  std::vector<const doctor::Probe*> wanted;
  if (only.empty()) {
    for (const doctor::Probe& probe : doctor::probes()) wanted.push_back(&probe);
    return wanted;
  }
  std::vector<std::string> names;
  for (const doctor::Probe& probe : doctor::probes()) names.emplace_back(probe.name);
  for (const std::string& name : core::split(only, ',')) {
    const doctor::Probe* probe = doctor::find_probe(name);
    if (probe == nullptr) {
      const std::string near = core::nearest(name, names);
      return fail(Error(Kind::kUsage, "--only: there is no probe \"" + name + "\"")
                      .hint(near.empty() ? "the probes are " + doctor::probe_names()
                                         : "did you mean " + near + "?"));
    }
    if (std::find(wanted.begin(), wanted.end(), probe) == wanted.end()) wanted.push_back(probe);
  }
  return wanted;
}

doctor::Report look(Env& env, const Args& args, const std::vector<const doctor::Probe*>& wanted) {
  const char* sudo_uid = std::getenv("SUDO_UID");  // NOLINT(concurrency-mt-unsafe): one thread
  std::string user = sudo_uid != nullptr ? sudo_uid : "";
  if (::geteuid() != 0) user = std::to_string(::getuid());  // whose session it would be
  // Without an image the other probes have enough to say.
  const std::string image = chosen_image(env.config).value_or("");
  doctor::Question question = doctor::question_from(env.config, image, user);
  question.patience_ms = static_cast<int>(args.timeout.count());
  return doctor::examine(std::move(question), wanted);
}

Result<int> run(Env& env, const Args& args) {
  if (args.dry_run && !args.fix) {
    return fail(Kind::kUsage, "--dry-run goes with --fix; without it nothing is changed anyway");
  }
  if (args.fix && args.labels) return fail(Kind::kUsage, "--fix and --labels exclude each other");
  if (args.timeout < kShortest || args.timeout > kLongest) {
    return fail(Kind::kUsage, "--timeout: from 100ms to 10m");
  }
  const auto wanted = TRY(chosen(args.only));
  doctor::Report report = look(env, args, wanted);
  if (args.fix) {
    if (args.dry_run) return print_repairs(env, report);
    if (TRY(repair(env, report))) report = look(env, args, wanted);
  }
  if (args.labels) {
    env.out.print("ancloud.doctor_labels.v1", doctor::to_json(report)["labels"],
                  labels_text(report));
    return doctor::exit_code(report);
  }
  core::Json json = {{"exit_code", doctor::exit_code(report)},
                     {"summary", doctor::summary(report)}};
  json.update(doctor::to_json(report));
  env.out.print("ancloud.doctor.v1", json, report_text(report, colour_wanted()));
  return doctor::exit_code(report);
}

}  // namespace

Verb doctor_verb() {
  std::string detail =
      "Each probe uses what it asks about, in a process of its own, which may crash or hang "
      "without "
      "harm. Nothing is changed without --fix, and nothing that the image does not need weighs as "
      "a "
      "problem. Works without root as far as it can. Exit code 0: nothing worse than a note; 1: "
      "warnings; 5: something that is needed is missing. The probes:";
  for (const doctor::Probe& probe : doctor::probes()) {
    detail += (detail.ends_with(':') ? " " : "; ") + std::string(probe.name) + " (" +
              std::string(probe.looks_at) + ")";
  }
  return Verb::make("doctor", "find out what this host lacks, and how to mend it", declare, run,
                    detail + ".");
}

}  // namespace anc::cmd
