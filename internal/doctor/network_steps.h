// What host-setup's own network steps say, as findings.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "internal/doctor/finding.h"
#include "internal/doctor/question.h"
#include "internal/host/steps.h"
#include "internal/step/runner.h"

namespace anc::doctor {

/// A finding for a step that does not hold; none for one that does. `absent` is the code where it
/// only was not applied yet; where it is impossible the step names its own.
std::optional<Finding> judge_step(const step::Status& status, Code absent);

/// What host-setup would make its steps with on this host (host::settle()).
Result<host::Settings> settled(const Question& question, const step::Host& host);

/// Looks at the steps named, of host-setup's network group, and judges each by the code beside it.
Report look_at_steps(const host::Settings& settings, const step::Host& host,
                     const std::vector<std::pair<std::string, Code>>& steps);

}  // namespace anc::doctor
