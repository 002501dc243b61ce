// Published ports as text and as sockets: see published_port.h.
#include "internal/container/published_port.h"

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>

#include "internal/config/subnet.h"
#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/net/port_holder.h"

namespace anc::container {
namespace {
constexpr int kBacklog = 64;

Error bad(std::string_view text, const std::string& why) {
  return Error(Kind::kUsage, "\"" + std::string(text) + "\" is no published port" + why)
      .hint("write [ADDRESS:]PORT:GUESTPORT[/tcp|/udp], as in 8080:80 or 0.0.0.0:5353:53/udp");
}

Result<uint16_t> parse_port(const std::string& text) {
  return static_cast<uint16_t>(TRY(core::parse_int(text, 1, 65535)));
}

std::string host_end(const PublishedPort& port) {
  return config::address_text(port.address) + ":" + std::to_string(port.port) +
         (port.udp ? "/udp" : "/tcp");
}
/// " by process 812 (nginx)", and of which instance where it is one of ours (ports_process.h).
std::string by_whom(const PublishedPort& port) {
  const auto holder = net::port_holder(port.udp, port.address, port.port);
  if (!holder) return "";
  const std::string pid = std::to_string(holder->pid);
  const auto line = core::read_file("/proc/" + pid + "/cmdline", 1u << 16);
  const auto words = core::split(line.value_or(""), '\0');
  const bool ours = words.size() > 3 && words[1] == "internal" && words[2] == "ports";
  return " by process " + pid + " (" + holder->name + (ours ? " of instance " + words[3] : "") +
         ")";
}
}  // namespace

Result<PublishedPort> parse_published(std::string_view text) {
  PublishedPort published;
  std::string_view rest = text;
  if (const size_t slash = rest.rfind('/'); slash != std::string_view::npos) {
    const std::string_view protocol = rest.substr(slash + 1);
    if (protocol != "tcp" && protocol != "udp") return fail(bad(text, ": neither tcp nor udp"));
    published.udp = protocol == "udp";
    rest = rest.substr(0, slash);
  }
  const auto parts = core::split(rest, ':');
  if (parts.size() != 2 && parts.size() != 3) return fail(bad(text, ""));
  if (parts.size() == 3) {
    const auto address = config::parse_address(parts.front());
    if (!address) return fail(bad(text, ": " + address.error().message()));
    published.address = *address;
  }
  const auto port = parse_port(parts[parts.size() - 2]);
  const auto guest_port = parse_port(parts.back());
  if (!port || !guest_port) return fail(bad(text, ": ports are from 1 to 65535"));
  published.port = *port;
  published.guest_port = *guest_port;
  return published;
}

Result<std::vector<PublishedPort>> parse_published_list(std::string_view text) {
  std::vector<PublishedPort> all;
  for (const std::string& word : core::split(text, ' ')) {
    if (word.empty()) continue;
    const PublishedPort port = TRY(parse_published(word));
    const bool twice = std::any_of(all.begin(), all.end(), [&](const PublishedPort& other) {
      const bool overlap = other.address == port.address || other.address == 0 || port.address == 0;
      return overlap && other.port == port.port && other.udp == port.udp;
    });
    if (twice) return fail(Kind::kUsage, host_end(port) + " is published twice");
    all.push_back(port);
  }
  return all;
}

std::string published_text(const PublishedPort& port) {
  return config::address_text(port.address) + ":" + std::to_string(port.port) + ":" +
         std::to_string(port.guest_port) + (port.udp ? "/udp" : "/tcp");
}

Result<Fd> open_published(const PublishedPort& port) {
  const int type = port.udp ? SOCK_DGRAM : SOCK_STREAM;
  Fd fd(::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return fail_errno(errno, "make a socket for " + host_end(port), Kind::kNetwork);
  const int on = 1;  // for TCP only: with UDP two programs would then share the port
  if (!port.udp) ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port.port);
  address.sin_addr.s_addr = htonl(port.address);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      (port.udp || ::listen(fd.get(), kBacklog) == 0)) {
    return fd;
  }
  const int code = errno;
  const std::string what = "publish " + host_end(port);
  if (code == EADDRINUSE) {
    return fail(Error(Kind::kBusy, what + ": the port is taken" + by_whom(port))
                    .hint("choose another port, or stop what has it"));
  }
  if (code == EADDRNOTAVAIL) {
    return fail(Error(Kind::kUsage, what + ": no interface of this host has that address")
                    .hint("`ip -4 addr` lists them; 0.0.0.0 means all"));
  }
  return fail_errno(code, what, Kind::kNetwork);
}

}  // namespace anc::container
