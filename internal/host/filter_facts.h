// Reads the packet filters of this machine for packet_filter.h.
#pragma once

#include "internal/host/packet_filter.h"
#include "internal/step/host.h"

namespace anc::host {

/// Runs nft and the -save programs of iptables where they are, and nothing that could make a table
/// come into being. What nft shows of iptables-nft is asked for once more in its own words only
/// where it would drop what comes by `bridge`, or is Docker's. kNetwork with the program's own
/// words where one fails, for want of privileges for one.
Result<FilterFacts> look_at_filters(const step::Host& host, const std::string& bridge);

}  // namespace anc::host
