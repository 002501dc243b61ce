// One kernel setting as a number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace anc::doctor {

/// "vm.overcommit_memory"; none where this kernel has no such setting, or it is no number.
std::optional<int64_t> sysctl(std::string key);

}  // namespace anc::doctor
