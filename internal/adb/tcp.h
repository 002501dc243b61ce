// A listening TCP port of this host's loopback.
#pragma once

#include <cstdint>
#include <functional>

#include "internal/core/fd.h"
#include "internal/net/watch.h"

namespace anc::adb {

struct BoundPort {
  core::Fd fd;  ///< listens, non-blocking
  uint16_t port = 0;
};

/// Listens on 127.0.0.1:`port`; 0 takes the first free one from 5601 on. adb looks for emulators by
/// itself on odd ports up to 5585 and would take the one connection a guest offers. kBusy where the
/// port is taken.
Result<BoundPort> listen_loopback(uint16_t port);

}  // namespace anc::adb
