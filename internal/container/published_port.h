// A port of the guest that is reached through one of the host.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "internal/core/error.h"
#include "internal/core/fd.h"

namespace anc::container {

/// One of them; addresses in host byte order.
struct PublishedPort {
  uint32_t address = 0x7f000001;  ///< of the host; 0 for all of them
  uint16_t port = 0;              ///< of the host
  uint16_t guest_port = 0;
  bool udp = false;
  bool operator==(const PublishedPort&) const = default;
};

/// "[ADDRESS:]PORT:GUESTPORT[/tcp|/udp]"; without an address it is the loopback's alone. kUsage.
Result<PublishedPort> parse_published(std::string_view text);
/// Several with blanks between them. kUsage, too, for the same port of the host twice.
Result<std::vector<PublishedPort>> parse_published_list(std::string_view text);
/// "127.0.0.1:8080:80/tcp"
std::string published_text(const PublishedPort& port);

/// A socket at the host's port, listening when TCP, non-blocking. kBusy names the process that has
/// it, where it can be seen; kUsage for an address that is none of this host's.
Result<Fd> open_published(const PublishedPort& port);

}  // namespace anc::container
