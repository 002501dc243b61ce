// IPv4 addresses: see subnet.h.
#include "internal/config/subnet.h"

#include <arpa/inet.h>

#include "internal/core/text.h"

namespace anc::config {

Result<uint32_t> parse_address(std::string_view text) {
  in_addr address{};
  if (::inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) {
    return fail(Kind::kUsage, "\"" + std::string(text) + "\" is not an IPv4 address");
  }
  return ntohl(address.s_addr);
}

std::string address_text(uint32_t address) {
  char buffer[INET_ADDRSTRLEN];
  const in_addr raw{htonl(address)};
  return ::inet_ntop(AF_INET, &raw, buffer, sizeof buffer);
}

Result<Subnet> parse_subnet(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto address = parse_address(text.substr(0, slash));
    const auto prefix = core::parse_int(text.substr(slash + 1), 8, 30);
    if (address && prefix) {
      const Subnet subnet{*address, static_cast<int>(*prefix)};
      if (subnet.address != subnet.network() && subnet.address != subnet.broadcast()) return subnet;
    }
  }
  return fail(Kind::kUsage,
              "\"" + std::string(text) + "\" is not an address such as 192.168.240.1/24");
}

}  // namespace anc::config
