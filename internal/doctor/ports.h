// Ports that ancloud would listen on, and who has them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "internal/doctor/finding.h"

namespace anc::doctor {

/// One attempt to bind.
struct PortFacts {
  std::string setting{};  ///< "stream.listen"
  std::string address{};  ///< "127.0.0.1"
  int port = 0;
  bool udp = false;
  int error = 0;         ///< errno of bind and listen, 0 when it is free
  std::string holder{};  ///< "nginx (pid 812)"; empty where nobody can tell
  bool ours = false;     ///< the holder is ancloud
};

/// "127.0.0.1:8555" or "[::1]:8555" as address and port; none for anything else.
std::optional<std::pair<std::string, int>> parse_listen(std::string_view text);

/// Inodes of the sockets that have a local port, in the text of /proc/net/{tcp,tcp6,udp,udp6};
/// of TCP those that listen.
std::vector<uint64_t> inodes_of_port(std::string_view table, int port, bool udp);

Report judge_ports(const std::vector<PortFacts>& all);

}  // namespace anc::doctor
