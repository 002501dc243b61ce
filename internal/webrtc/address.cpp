// Text and socket addresses.
#include "internal/webrtc/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <functional>
#include <netinet/in.h>
#include <string_view>

namespace anc::webrtc {
namespace {
constexpr std::array<uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
}  // namespace

std::optional<Address> Address::parse(const std::string& ip, uint16_t port) {
  Address address;
  address.port = port;
  in_addr v4{};
  if (inet_pton(AF_INET, ip.c_str(), &v4) == 1) {
    std::ranges::copy(kMapped, address.ip.begin());
    std::memcpy(address.ip.data() + kMapped.size(), &v4, sizeof(v4));
    return address;
  }
  if (inet_pton(AF_INET6, ip.c_str(), address.ip.data()) == 1) return address;
  return std::nullopt;
}

Address Address::from(const sockaddr_storage& socket) {
  Address address;
  if (socket.ss_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &socket, sizeof(v4));
    std::ranges::copy(kMapped, address.ip.begin());
    std::memcpy(address.ip.data() + kMapped.size(), &v4.sin_addr, 4);
    address.port = ntohs(v4.sin_port);
  } else if (socket.ss_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &socket, sizeof(v6));
    std::memcpy(address.ip.data(), &v6.sin6_addr, 16);
    address.port = ntohs(v6.sin6_port);
    address.scope = v6.sin6_scope_id;
  }
  return address;
}

socklen_t Address::to(sockaddr_storage& socket, int family) const {
  socket = {};
  if (family == AF_INET) {
    if (!is_v4()) return 0;
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&v4.sin_addr, ip.data() + kMapped.size(), 4);
    std::memcpy(&socket, &v4, sizeof(v4));
    return sizeof(v4);
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  v6.sin6_scope_id = scope;
  std::memcpy(&v6.sin6_addr, ip.data(), 16);
  std::memcpy(&socket, &v6, sizeof(v6));
  return sizeof(v6);
}

bool Address::is_v4() const { return std::equal(kMapped.begin(), kMapped.end(), ip.begin()); }

bool Address::is_loopback() const {
  if (is_v4()) return ip[12] == 127;
  return std::all_of(ip.begin(), ip.end() - 1, [](uint8_t b) { return b == 0; }) && ip[15] == 1;
}

bool Address::is_link_local() const {
  if (is_v4()) return ip[12] == 169 && ip[13] == 254;
  return ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80;
}

bool Address::is_any() const {
  const size_t from = is_v4() ? kMapped.size() : 0;
  return std::all_of(ip.begin() + static_cast<std::ptrdiff_t>(from), ip.end(),
                     [](uint8_t b) { return b == 0; });
}

std::string Address::ip_text() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = is_v4();
  inet_ntop(v4 ? AF_INET : AF_INET6, ip.data() + (v4 ? kMapped.size() : 0), text.data(),
            text.size());
  return text.data();
}

std::string Address::text() const {
  const std::string at = is_v4() ? ip_text() : "[" + ip_text() + "]";
  return at + ":" + std::to_string(port);
}

size_t RouteHash::operator()(const Route& route) const {
  const std::hash<std::string_view> hash;
  const auto of = [&](const Address& a) {
    return hash({reinterpret_cast<const char*>(a.ip.data()), a.ip.size()}) * 31 + a.port;
  };
  return (of(route.remote) * 31 + of(route.local)) * 31 + std::hash<uint64_t>{}(route.connection);
}

}  // namespace anc::webrtc
