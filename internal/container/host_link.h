// Network interfaces of the host: the bridge must be there, a leftover veth must not.
#pragma once

#include <string>

#include "internal/core/error.h"

namespace anc::container {

/// kNetwork with a hint unless `name` is a bridge in this network namespace.
Result<void> require_bridge(const std::string& name);

/// Makes the bridge's port `name` an isolated one: what comes in by it never leaves by another
/// isolated port, whatever its address says (IFLA_BRPORT_ISOLATED, Linux 4.18). False where there
/// is no such interface yet, or it is no port yet.
Result<bool> isolate_port(const std::string& name);

/// RTM_DELLINK by name; no such interface is no error.
Result<void> delete_link(const std::string& name);

}  // namespace anc::container
