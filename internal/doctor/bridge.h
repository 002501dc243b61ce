// The bridge of the guests: can it be made, is it there, is its range free.
#pragma once

#include <string>

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// `error`: errno of making a bridge in a network namespace of its own, -1 where nobody tried;
/// `steps`: what host-setup's steps say; `free`: a range that nobody uses,
/// "192.168.241.1/24", or empty. Labels: ancloud.bridge = yes
/// when it is there.
Report judge_bridge(int error, Report steps, const std::string& free);

}  // namespace anc::doctor
