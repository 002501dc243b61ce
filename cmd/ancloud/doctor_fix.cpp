// From findings to groups of host-setup's steps: see doctor_fix.h.
#include "cmd/ancloud/doctor_fix.h"

#include <algorithm>
#include <set>

#include "cmd/ancloud/step_notes.h"
#include "internal/host/setup.h"
#include "internal/step/real_host.h"

namespace anc::cmd {
namespace {

/// As StepNotes, with the commands that a step equals.
class CommandNotes final : public step::Observer {
 public:
  explicit CommandNotes(const Output& out) : out_(out), notes_(out) {}

  void applying(const Step& step, const Seen& seen) override {
    notes_.applying(step, seen);
    for (const std::string& command : step.commands()) out_.note("  " + command);
  }
  void skipping(const Step& step, const Seen& seen) override { notes_.skipping(step, seen); }
  void undoing(const Step& step) override { notes_.undoing(step); }

 private:
  const Output& out_;
  StepNotes notes_;
};

/// Those of the table of codes, of findings that are in the way and that a step repairs.
std::set<std::string> groups_of(const doctor::Report& report) {
  std::set<std::string> groups;
  for (const doctor::Finding& finding : report.findings) {
    if (finding.severity != Severity::kWarning && finding.severity != Severity::kProblem) continue;
    if (finding.command != doctor::kHostSetup) continue;
    const std::string group(core::code_facts(finding.code).group);
    if (!group.empty()) groups.insert(group);
  }
  return groups;
}

/// The steps of one group. Directories are in each of them.
Result<host::HostSetup> setup_of(const Env& env, const std::string& group, const step::Host& host) {
  const host::Needs needs{.selinux = group == "selinux",
                          .binder = group == "binder",
                          .network = group == "network",
                          .user = group == "user"};
  return host::HostSetup(TRY(host::settle(env.config, host)), needs);
}

/// Why this host cannot have the whole group; empty when it can. Half of it is not a repair.
std::string obstacle(const std::vector<step::Status>& all) {
  for (const step::Status& status : all) {
    if (status.seen && status.seen->state == step::State::kImpossible && !status.step->optional()) {
      return status.seen->reason;
    }
  }
  return {};
}

std::string commands_of(const std::vector<step::Status>& all, core::Json& rows) {
  std::string text;
  for (const step::Status& status : all) {
    const bool wanted = status.seen && (status.seen->state == step::State::kAbsent ||
                                        status.seen->state == step::State::kDrifted);
    if (!wanted) continue;
    const std::string name(status.step->name());
    // Directories come with each group.
    const auto again = std::any_of(rows.begin(), rows.end(),
                                   [&](const core::Json& row) { return row["step"] == name; });
    if (again) continue;
    rows.push_back({{"step", name}, {"commands", status.step->commands()}});
    text += "# " + name + ": " + std::string(status.step->why()) + "\n";
    for (const std::string& command : status.step->commands()) text += command + "\n";
  }
  return text;
}

}  // namespace

Result<int> print_repairs(Env& env, const doctor::Report& report) {
  const step::RealHost machine;
  core::Json rows = core::Json::array();
  std::string text;
  for (const std::string& group : groups_of(report)) {
    const auto setup = TRY(setup_of(env, group, machine));
    const auto all = setup.look(machine);
    const std::string why_not = obstacle(all);
    text += why_not.empty() ? commands_of(all, rows)
                            : "# " + group + ": left as it is, " + why_not + "\n";
  }
  if (text.empty()) text = "# nothing that host-setup could repair\n";
  env.out.print("ancloud.doctor_repairs.v1", rows, text);
  return 0;
}

Result<bool> repair(Env& env, const doctor::Report& report) {
  step::RealHost machine;
  CommandNotes notes(env.out);
  bool any = false;
  const std::set<std::string> groups = groups_of(report);
  if (groups.empty()) env.out.note("nothing that host-setup could repair");
  for (const std::string& group : groups) {
    const auto setup = TRY(setup_of(env, group, machine));
    if (const std::string why_not = obstacle(setup.look(machine)); !why_not.empty()) {
      env.out.note(group + ": left as it is, " + why_not);
      continue;
    }
    TRY(setup.apply(machine, &notes), "doctor --fix: " + group);
    any = true;
  }
  return any;
}

}  // namespace anc::cmd
