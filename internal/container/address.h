// Addresses of the bridge's range: which instance has which.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "internal/config/subnet.h"
#include "internal/core/error.h"
#include "internal/state/instance.h"

namespace anc::container {

/// The address for an instance: `recorded` where it still fits and is free, else the lowest that
/// is neither the gateway nor in `taken`. The first one after the network's own .1 is kept for
/// the default instance. kCapacity when all are taken.
Result<uint32_t> choose_address(const config::Subnet& subnet, bool is_default, uint32_t recorded,
                                const std::vector<uint32_t>& taken);

/// choose_address with what the instances of this data path have recorded in state/address, and
/// records the choice, all under `<data>/host/address.lock`. kTimeout where that lock stays taken.
Result<std::string> take_address(const state::Instance& instance, const config::Subnet& subnet);

}  // namespace anc::container
