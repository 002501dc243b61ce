// Interfaces by getifaddrs.
#include "internal/webrtc/host_addresses.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ifaddrs.h>
#include <memory>
#include <net/if.h>
#include <netinet/in.h>
#include <optional>
#include <string_view>

namespace anc::webrtc {
namespace {
std::optional<Address> parse_advertised(std::string_view text, uint16_t port) {
  if (const auto plain = Address::parse(std::string(text), port)) return plain;
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view host = text.substr(0, colon);
  const std::string_view digits = text.substr(colon + 1);
  uint16_t own = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), own);
  if (error != std::errc() || end != digits.end() || own == 0) return std::nullopt;
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  return Address::parse(std::string(host), own);
}

Result<std::vector<Address>> interface_addresses(bool v6, uint16_t port) {
  ifaddrs* raw = nullptr;
  if (getifaddrs(&raw) != 0) return fail_errno(errno, "list the addresses of this host");
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> list(raw, freeifaddrs);
  std::vector<Address> addresses;
  for (const ifaddrs* at = raw; at != nullptr; at = at->ifa_next) {
    if (at->ifa_addr == nullptr || (at->ifa_flags & IFF_UP) == 0) continue;
    const auto family = at->ifa_addr->sa_family;
    if (family != AF_INET && (family != AF_INET6 || !v6)) continue;
    sockaddr_storage name{};
    std::memcpy(&name, at->ifa_addr,
                family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6));
    Address address = Address::from(name);
    address.port = port;
    if (!address.is_link_local()) addresses.push_back(address);
  }
  std::ranges::stable_sort(addresses, {}, [](const Address& a) { return a.is_loopback(); });
  return addresses;
}
}  // namespace

Result<std::vector<Address>> host_candidates(const std::string& listening,
                                             const std::vector<std::string>& advertise,
                                             uint16_t port) {
  std::vector<Address> addresses;
  for (const std::string& text : advertise) {
    const auto address = parse_advertised(text, port);
    if (!address) {
      return fail(Error(Kind::kUsage, text + " cannot be advertised: it is no address")
                      .hint("give ADDRESS, ADDRESS:PORT or [IPv6]:PORT"));
    }
    addresses.push_back(*address);
  }
  if (!addresses.empty()) return addresses;
  const auto own = Address::parse(listening.empty() ? "::" : listening, port);
  if (own && !own->is_any()) return std::vector<Address>{*own};
  return interface_addresses(!own || !own->is_v4(), port);
}

}  // namespace anc::webrtc
