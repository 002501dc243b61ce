// The process that serves an instance's published ports: a child of its supervisor.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "internal/container/published_port.h"
#include "internal/core/process.h"

namespace anc::container {

/// A published port and its socket.
struct OpenPort {
  PublishedPort port;
  Fd socket;
};

/// Opens all of them before anything else is begun, so that a clash costs nothing.
Result<std::vector<OpenPort>> open_all(const std::vector<PublishedPort>& ports);

/// Starts the process for the instance `name` whose address is `guest`; it gets the sockets, dies
/// with the calling thread, and has no privileges. A user-space relay rather than rules of the
/// packet filter: sockets are gone with their process however that ends, and it works beside every
/// firewall and for callers on the loopback.
Result<core::Child> start_ports(const std::string& name, const std::string& guest,
                                std::vector<OpenPort> ports);

/// The process itself: `internal ports NAME ADDRESS PARENT (PORT FD)…`. Does not return while all
/// is well.
Result<void> serve_ports(std::span<const std::string> words);

}  // namespace anc::container
