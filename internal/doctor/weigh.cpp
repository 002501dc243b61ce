// Weighing: see weigh.h.
#include "internal/doctor/weigh.h"

#include <algorithm>
#include <set>

namespace anc::doctor {
namespace {
using core::Concerns;

bool concerns(const Finding& finding, const std::string& family) {
  if (finding.code == Code::kNone) return true;
  switch (core::code_facts(finding.code).concerns) {
    case Concerns::kAll:
      return true;
    case Concerns::kAndroid:
      return family != "linux";
    case Concerns::kAnbox:
      return family == "anbox";
  }
  return true;
}

Severity less(const Finding& finding) {
  const bool anbox = core::code_facts(finding.code).concerns == Concerns::kAnbox;
  if (finding.severity == Severity::kProblem && !anbox) return Severity::kWarning;
  return Severity::kOk;
}

std::string counted(size_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

void weigh(Report& report, const Labels& of_image) {
  const auto label = of_image.find(kFamilyLabel);
  const std::string family = label == of_image.end() ? "" : label->second;
  for (Finding& finding : report.findings) {
    if (finding.severity == Severity::kNotTried || concerns(finding, family)) continue;
    finding.severity = less(finding);
    finding.cause +=
        family.empty() ? " (only Anbox's image needs it)" : " (this image does not need it)";
  }
}

int exit_code(const Report& report) {
  int code = 0;
  for (const Finding& finding : report.findings) {
    if (finding.severity == Severity::kProblem) return static_cast<int>(Kind::kHostRequirement);
    if (finding.severity == Severity::kWarning) code = 1;
  }
  return code;
}

std::string summary(const Report& report) {
  std::set<std::string> probes;
  for (const Finding& finding : report.findings) probes.insert(finding.probe);
  const auto count = [&](Severity severity) {
    return static_cast<size_t>(
        std::count_if(report.findings.begin(), report.findings.end(),
                      [&](const Finding& finding) { return finding.severity == severity; }));
  };
  std::string text = counted(probes.size(), "probe: ", "probes: ");
  const size_t problems = count(Severity::kProblem);
  const size_t warnings = count(Severity::kWarning);
  const size_t untried = count(Severity::kNotTried);
  if (problems + warnings == 0) text += untried == 0 ? "all is well" : "nothing is wrong";
  if (problems > 0) text += counted(problems, "problem", "problems");
  if (problems > 0 && warnings > 0) text += ", ";
  if (warnings > 0) text += counted(warnings, "warning", "warnings");
  if (untried > 0) text += ", " + std::to_string(untried) + " not tried";
  return text;
}

}  // namespace anc::doctor
