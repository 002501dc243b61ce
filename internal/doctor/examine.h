// All probes at once, each in a process of its own, and what they found.
#pragma once

#include <vector>

#include "internal/doctor/probes.h"

namespace anc::doctor {

/// Runs the probes beside each other, each as `/proc/self/exe internal doctor-probe`. One that
/// cannot start, crashes, hangs or says nonsense is a finding like any other. Findings come in the
/// order of `wanted`, weighed (weigh.h). Makes the scratch directory and removes it, and what
/// killed doctors left. Takes as long as the slowest probe, at most its limit. Call from the main
/// thread.
Report examine(Question question, const std::vector<const Probe*>& wanted);

/// How a probe's process ended, in the words of a finding (pure).
Finding silent_probe(const Probe& probe, bool timed_out, const std::string& end,
                     std::chrono::milliseconds limit);

}  // namespace anc::doctor
