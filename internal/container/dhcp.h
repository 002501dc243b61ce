// DHCP and DNS for guests that ask, by the host's dnsmasq: one for all instances of a bridge.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "internal/config/subnet.h"
#include "internal/container/lxc_config.h"
#include "internal/core/process.h"

namespace anc::container {

/// Where the instances of a data path say who they are: "/run/ancloud/dhcp-HASH". dnsmasq, which
/// has no privileges, must be able to read it, and data paths may be private.
std::string dhcp_directory(const std::string& data_path);
/// "02:61:…,192.168.240.2,NAME,12h": the address that the instance has anyway.
std::string dhcp_host_line(const Link& link, const std::string& name);

/// What one dnsmasq is told.
struct DhcpOptions {
  std::string data_path;
  std::string bridge;
  config::Subnet subnet;
  std::string dns;  ///< asked in the guests' name; guests ask the bridge
};
/// Its command line: answers only whom a line in dhcp_directory() names, and writes no file.
std::vector<std::string> dnsmasq_command(const DhcpOptions& options);

/// Makes the instance known and starts its candidate for serving the bridge. Each instance has one;
/// they queue at `<data>/host/dhcp.lock`, and the first in it runs dnsmasq. When its supervisor
/// ends, however, the next one takes over; nothing is left when the last one does. Stop it with
/// Child::stop(), so that dnsmasq has ended, too.
Result<core::Child> start_dhcp(const DhcpOptions& options, const Link& link,
                               const std::string& name);
/// Takes back what start_dhcp wrote for the instance; no such file is no error.
void forget_dhcp_host(const std::string& data_path, const std::string& name);

/// The candidate: `internal dhcp PARENT DATA_PATH BRIDGE SUBNET DNS`. Returns when dnsmasq has
/// ended or SIGTERM came.
Result<void> serve_dhcp(std::span<const std::string> words);
/// pid 1 of a pid namespace that dnsmasq lives in, so that none of it survives:
/// `internal dhcp-server LIFELINE_FD LOCK_FD COMMAND…`. Ends with dnsmasq, or when the other end of
/// the lifeline, a pipe, is closed; holds the lock until then.
Result<int> run_dhcp_server(std::span<const std::string> words);

}  // namespace anc::container
