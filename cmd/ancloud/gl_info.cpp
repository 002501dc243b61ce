// ancloud gl info: what the host's GL drivers offer, and which of them would draw for guests.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/gles/driver_probe.h"

namespace anc::cmd {
namespace {

struct Args {};

void declare(Flags& flags, Args&) {
  flags.config("--probe-timeout", "gl.probe_timeout", "DURATION",
               "how long a driver may take to answer");
}

core::Json candidates(const std::vector<gles::Verdict>& verdicts) {
  core::Json rows = core::Json::array();
  for (const gles::Verdict& verdict : verdicts) {
    rows.push_back({{"display", verdict.candidate},
                    {"works", verdict.works()},
                    {"renderer", verdict.facts.value("renderer", "")},
                    {"fault", verdict.fault}});
  }
  return rows;
}

/// Names of a name → there or not object, one kind.
std::string named(const core::Json& flags, bool there) {
  std::string names;
  for (const auto& [name, value] : flags.items()) {
    if (value.get<bool>() == there) names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

/// The report as people want it: extensions as two lists, not as a line each.
std::string text_of(core::Json report) {
  if (const auto found = report.find("extensions"); found != report.end()) {
    const core::Json flags = *found;
    *found = named(flags, true);
    report["missing_extensions"] = named(flags, false);
  }
  const core::Json rows = std::move(report["candidates"]);
  report.erase("candidates");
  return render_text(report) + "candidates\n" + render_text(rows);
}

Result<int> run(Env& env, const Args&) {
  const auto verdicts =
      TRY(gles::probe_drivers({.patience = env.config.duration("gl.probe_timeout"), .all = true}));
  core::Json report = {{"display", nullptr}};
  const gles::Verdict* taken = nullptr;
  for (const gles::Verdict& verdict : verdicts) {
    if (taken == nullptr && verdict.works()) taken = &verdict;
  }
  if (taken != nullptr) {
    report["display"] = taken->candidate;
    report.update(taken->facts);
  }
  report["candidates"] = candidates(verdicts);
  env.out.print("ancloud.gl_info.v1", report, text_of(report));
  if (taken == nullptr) return fail(gles::nothing_draws(verdicts));
  return 0;
}

}  // namespace

Verb gl_info() {
  return Verb::make(
      "gl info", "show what the host's GL drivers offer and which one is taken", declare, run,
      "Needs neither an instance nor root. Each driver is tried in a process of its own: one that "
      "hangs or crashes is named and the next one tried, as a session does at its start. Exit "
      "code 9 when none can draw.");
}

}  // namespace anc::cmd
