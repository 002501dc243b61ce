// One truth for host-setup and the doctor: see network_steps.h.
#include "internal/doctor/network_steps.h"

#include <algorithm>

#include "internal/host/setup.h"

namespace anc::doctor {

std::optional<Finding> judge_step(const step::Status& status, Code absent) {
  const std::string name(status.step->name());
  if (status.holds()) return std::nullopt;
  if (!status.seen) return not_tried(Code::kNeedsRoot, name + ": " + status.problem);
  if (status.seen->state != step::State::kImpossible) {
    return fault(absent, status.seen->reason).with_command(kHostSetup);
  }
  const Code code = status.seen->code == Code::kNone ? absent : status.seen->code;
  return fault(code, status.seen->reason).with_advice(status.seen->hint);
}

Result<host::Settings> settled(const Question& question, const step::Host& host) {
  host::Settings settings;
  settings.data_path = question.data_path;
  settings.bridge = question.bridge;
  settings.network = TRY(config::parse_subnet(question.network));
  settings.firewall = host::parse_firewall(question.firewall);
  settings.isolate = question.isolate;
  return host::settle(std::move(settings), question.network_source, host);
}

Report look_at_steps(const host::Settings& settings, const step::Host& host,
                     const std::vector<std::pair<std::string, Code>>& steps) {
  const host::HostSetup setup(settings,
                              {.selinux = false, .binder = false, .network = true, .user = false});
  Report report;
  for (const step::Status& status : setup.look(host)) {
    const auto asked = std::find_if(steps.begin(), steps.end(), [&](const auto& each) {
      return each.first == status.step->name();
    });
    if (asked == steps.end()) continue;
    auto finding = judge_step(status, asked->second);
    if (!finding) continue;
    // A bridge that is missing has no address either: once is enough.
    const bool again = std::any_of(report.findings.begin(), report.findings.end(),
                                   [&](const Finding& each) { return each.code == finding->code; });
    if (!again) report.add(std::move(*finding));
  }
  return report;
}

}  // namespace anc::doctor
