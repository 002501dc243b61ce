// The doctor's report for people.
#pragma once

#include <string>

#include "internal/doctor/finding.h"

namespace anc::cmd {

/// A line or more for each finding, in the order of the road, and a summary.
std::string report_text(const doctor::Report& report, bool colour);

/// KEY=VALUE, one a line, sorted.
std::string labels_text(const doctor::Report& report);

/// stdout is a terminal, and nobody forbade it by NO_COLOR or TERM=dumb.
bool colour_wanted();

}  // namespace anc::cmd
