// Removing an instance for good.
#pragma once

#include <string>

#include "internal/core/error.h"

namespace anc::container {

/// Removes the instance with all it has: the guest's data, logs, state, address. kBusy while its
/// container or session runs, or an image is mounted for it; kPermission when neither root nor the
/// owner of its directory asks. One that was cut off (kill -9, power) is completed by the next
/// call, for whatever instance; its name is free from the beginning. "default" is empty afterwards.
/// kUsage and kNoInstance as from Instance::open.
Result<void> remove_instance(const std::string& data_path, const std::string& name);

}  // namespace anc::container
