// Addresses of the network: IPv4 and IPv6 as one value.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/socket.h>

namespace anc::webrtc {

/// An address and a port of UDP or TCP.
struct Address {
  std::array<uint8_t, 16> ip{};  ///< IPv4 as ::ffff:a.b.c.d
  uint16_t port = 0;
  uint32_t scope = 0;  ///< interface of a link-local address, else 0

  /// Numeric text only, never a name. IPv6 without brackets.
  static std::optional<Address> parse(const std::string& ip, uint16_t port);
  static Address from(const sockaddr_storage& socket);
  /// For a socket of `family`, AF_INET or AF_INET6; its length. 0 for an IPv6 address on AF_INET.
  socklen_t to(sockaddr_storage& socket, int family) const;

  bool is_v4() const;
  bool is_loopback() const;
  bool is_link_local() const;
  bool is_any() const;
  std::string ip_text() const;  ///< "10.0.0.1", "2001:db8::1"
  std::string text() const;     ///< "10.0.0.1:80", "[2001:db8::1]:80"
  auto operator<=>(const Address&) const = default;
};

/// One way to a remote end: through our UDP socket or through one TCP connection.
struct Route {
  uint64_t connection = 0;  ///< 0: UDP; else the number of the TCP connection
  Address remote;
  Address local;  ///< ours to which it came and from which answers go; port 0. Any: not known
  auto operator<=>(const Route&) const = default;
};

struct RouteHash {
  size_t operator()(const Route& route) const;
};

}  // namespace anc::webrtc
