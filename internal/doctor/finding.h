// What a probe has to say: findings with a stable code each, and facts for schedulers.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "internal/core/codes.h"
#include "internal/core/json.h"

namespace anc::doctor {

/// The command of a finding that `doctor --fix` repairs by host-setup's own steps.
inline constexpr const char* kHostSetup = "ancloud host-setup";

/// One thing that was looked at. Texts are clauses for people: lower case, no full stop.
struct Finding {
  std::string probe;  ///< name of the probe, set by whoever runs it
  Severity severity = Severity::kOk;
  Code code = Code::kNone;  ///< kNone: all is well; with kOk beside a code: a note
  std::string cause;        ///< what is there, or what is missing and why, with path and errno
  std::string command;      ///< run as root it repairs it; empty: no command does
  std::string advice;       ///< what to do where no command repairs it, or before or after it

  Finding&& with_command(std::string text) && {
    command = std::move(text);
    return std::move(*this);
  }
  Finding&& with_advice(std::string text) && {
    advice = std::move(text);
    return std::move(*this);
  }
  bool operator==(const Finding&) const = default;
};

/// All is well; `cause` says what was seen.
Finding fine(std::string cause);
/// A fault, with the severity of the table of codes.
Finding fault(Code code, std::string cause);
/// kNeedsRoot and its like: nobody could look.
Finding not_tried(Code code, std::string cause = {});

/// kProbeFailed: the probe's own means failed, which says nothing of what it is about.
Finding could_not_look(std::string cause);

/// "ancloud.gl" → "llvmpipe"
using Labels = std::map<std::string, std::string>;

/// What one probe returns, or all of them together.
struct Report {
  std::vector<Finding> findings;
  Labels labels;

  Report() = default;
  explicit Report(Finding finding) { findings.push_back(std::move(finding)); }
  void add(Finding finding) { findings.push_back(std::move(finding)); }
  void add(Report other);
};

/// A value that Kubernetes and its like accept: letters, digits, '.', '_', '-', at most 63, and
/// letters or digits at both ends; everything else becomes '-'.
std::string label_value(std::string_view text);

core::Json to_json(const Finding& finding);
core::Json to_json(const Report& report);
/// What to_json made; kFailure for anything else.
Result<Report> report_from_json(const core::Json& json);

}  // namespace anc::doctor
