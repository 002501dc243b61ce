// What the findings mean together: the image decides what is needed, and how it all ends.
#pragma once

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// The label by which the image's probe tells the family: "anbox", "android", "linux".
inline constexpr const char* kFamilyLabel = "ancloud.image.family";

/// `of_image`: what its probe tells. What the image's family does not need weighs less: a problem
/// becomes a warning and a warning a note; what only Anbox's image needs becomes a note. Without an
/// image all counts, but for what is Anbox's alone. The cause says so.
void weigh(Report& report, const Labels& of_image);

/// 0: nothing worse than a note; 1: warnings; 5: a problem. What was not tried does not count.
int exit_code(const Report& report);

/// "17 probes: 1 problem, 2 warnings, 3 not tried", of what is there.
std::string summary(const Report& report);

}  // namespace anc::doctor
