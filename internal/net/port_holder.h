// Who has a port of this host.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace anc::net {

/// A process and its name as the kernel shows it.
struct PortHolder {
  pid_t pid = 0;
  std::string name;
};
/// Who has `port` on `address` (host byte order; 0 is any) or on all addresses; none when nobody is
/// found, for want of privileges for one. Reads /proc.
std::optional<PortHolder> port_holder(bool udp, uint32_t address, uint16_t port);

/// The socket that a table such as /proc/net/tcp names for it, by inode; 0 for none. Of TCP only
/// one that listens. Pure.
uint64_t find_socket(const std::string& table, bool udp, uint32_t address, uint16_t port);

}  // namespace anc::net
