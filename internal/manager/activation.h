// A listening socket that systemd made for this process (sd_listen_fds(3)).
#pragma once

#include "internal/core/fd.h"

namespace anc::manager {

/// The one socket that was handed over; none when this process was started otherwise. kUsage where
/// it is not one listening unix stream socket. Call once, early, from main's thread.
Result<Fd> socket_from_systemd();

}  // namespace anc::manager
