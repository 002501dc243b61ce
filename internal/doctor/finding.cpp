// Findings, and their form on the way from a probe's process: see finding.h.
#include "internal/doctor/finding.h"

#include <cctype>

namespace anc::doctor {
namespace {

constexpr size_t kLongestLabel = 63;

bool is_plain(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

Result<Finding> finding_from_json(const core::Json& json) {
  Finding finding;
  finding.probe = TRY(core::json_field<std::string>(json, "probe"));
  const auto severity = TRY(core::json_field<std::string>(json, "severity"));
  const auto known = core::find_severity(severity);
  if (!known) return fail(Kind::kFailure, "severity \"" + severity + "\" is unknown");
  finding.severity = *known;
  const auto name = TRY(core::json_field<std::string>(json, "code"));
  if (!name.empty()) {
    const auto code = core::find_code(name);
    if (!code) return fail(Kind::kFailure, "code \"" + name + "\" is unknown");
    finding.code = *code;
  }
  finding.cause = TRY(core::json_field<std::string>(json, "cause"));
  finding.command = TRY(core::json_field<std::string>(json, "command"));
  finding.advice = TRY(core::json_field<std::string>(json, "advice"));
  return finding;
}

}  // namespace

Finding fine(std::string cause) {
  Finding finding;
  finding.cause = std::move(cause);
  return finding;
}

Finding fault(Code code, std::string cause) {
  Finding finding;
  finding.severity = core::code_facts(code).severity;
  finding.code = code;
  finding.cause = std::move(cause);
  return finding;
}

Finding not_tried(Code code, std::string cause) {
  if (cause.empty()) cause = core::code_facts(code).meaning;
  Finding finding = fault(code, std::move(cause));
  if (code == Code::kNeedsRoot) return std::move(finding).with_advice("run it as root: sudo");
  return finding;
}

Finding could_not_look(std::string cause) {
  return fault(Code::kProbeFailed, std::move(cause))
      .with_advice("report it, with the output of: ancloud doctor --json");
}

void Report::add(Report other) {
  for (Finding& finding : other.findings) findings.push_back(std::move(finding));
  labels.merge(other.labels);
}

std::string label_value(std::string_view text) {
  std::string value;
  for (const char c : text.substr(0, kLongestLabel)) {
    value += is_plain(c) || c == '.' || c == '_' ? c : '-';
  }
  while (!value.empty() && !is_plain(value.back())) value.pop_back();
  size_t start = 0;
  while (start < value.size() && !is_plain(value[start])) ++start;
  return value.substr(start);
}

core::Json to_json(const Finding& finding) {
  return {{"probe", finding.probe},
          {"severity", core::severity_name(finding.severity)},
          {"code", core::code_name(finding.code)},
          {"cause", finding.cause},
          {"command", finding.command},
          {"advice", finding.advice}};
}

core::Json to_json(const Report& report) {
  core::Json findings = core::Json::array();
  for (const Finding& finding : report.findings) findings.push_back(to_json(finding));
  core::Json labels = core::Json::object();
  for (const auto& [name, value] : report.labels) labels[name] = value;
  return {{"findings", std::move(findings)}, {"labels", std::move(labels)}};
}

Result<Report> report_from_json(const core::Json& json) {
  Report report;
  for (const core::Json& item : TRY(core::json_field<core::Json>(json, "findings"))) {
    report.add(TRY(finding_from_json(item)));
  }
  report.labels = TRY(core::json_field<Labels>(json, "labels"));
  return report;
}

}  // namespace anc::doctor
