// Under which addresses this host can be reached.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "internal/core/error.h"
#include "internal/webrtc/address.h"

namespace anc::webrtc {

/// Best first. `advertise` alone where there are any ("host", "host:port", "[v6]:port"); else the
/// address that is listened on; else those of all interfaces that are up, loopback last, without
/// link-local ones. kUsage: an advertised address that is none.
Result<std::vector<Address>> host_candidates(const std::string& listening,
                                             const std::vector<std::string>& advertise,
                                             uint16_t port);

}  // namespace anc::webrtc
