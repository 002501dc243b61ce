// The guest's side of the qemu_pipe handshake.
#pragma once

#include <string>
#include <string_view>

#include "internal/core/fd.h"

namespace anc::guest {

/// Connects to the pipe device and asks for `service` ("opengles"): one write of "pipe:SERVICE"
/// and a NUL; there is no answer. kPermission when this user may not open the socket.
/// Source: Android hardware/libhardware include/hardware/qemu_pipe.h.
Result<Fd> open_qemu_pipe(const std::string& path, std::string_view service);

}  // namespace anc::guest
