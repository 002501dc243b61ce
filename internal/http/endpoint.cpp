// Listen addresses: see endpoint.h.
#include "internal/http/endpoint.h"

#include <arpa/inet.h>

#include "internal/core/text.h"

namespace anc::http {
namespace {

Error bad(std::string_view text, const std::string& why) {
  return Error(Kind::kUsage, "\"" + std::string(text) + "\" is no ADDR:PORT: " + why)
      .hint("write it as 127.0.0.1:8080, [::1]:8080, localhost:8080 or :8080 for every address");
}

bool is_host_name(std::string_view host) {
  static constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._";
  return host.size() <= 253 && host.find_first_not_of(kLetters) == std::string_view::npos;
}

bool is_v6(std::string_view host) {
  in6_addr address{};
  return inet_pton(AF_INET6, std::string(host.substr(0, host.find('%'))).c_str(), &address) == 1;
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view text) {
  const size_t colon = text.rfind(':');
  std::string_view host = colon == std::string_view::npos ? "127.0.0.1" : text.substr(0, colon);
  const std::string_view number = colon == std::string_view::npos ? text : text.substr(colon + 1);
  const auto port = core::parse_int(number, 0, 65535);
  if (!port) return fail(bad(text, "the port is not a number from 0 to 65535"));
  if (host.starts_with('[')) {
    if (!host.ends_with(']')) return fail(bad(text, "the bracket is not closed"));
    host = host.substr(1, host.size() - 2);
    if (!is_v6(host)) return fail(bad(text, "what is in brackets is no IPv6 address"));
  } else if (host.find(':') != std::string_view::npos) {
    return fail(bad(text, "an IPv6 address needs brackets"));
  } else if (!is_host_name(host)) {
    return fail(bad(text, "the host has odd characters"));
  }
  return Endpoint{std::string(host), static_cast<uint16_t>(*port)};
}

std::string endpoint_text(const Endpoint& endpoint) {
  const bool brackets = endpoint.host.find(':') != std::string::npos;
  return (brackets ? "[" + endpoint.host + "]" : endpoint.host) + ":" +
         std::to_string(endpoint.port);
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  in_addr address{};
  if (inet_pton(AF_INET, std::string(host).c_str(), &address) != 1) return false;
  return (ntohl(address.s_addr) >> 24) == 127;
}

}  // namespace anc::http
