// Ports by binding them, for an instant: see ports.h.
#include "internal/doctor/ports.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "internal/core/fd.h"
#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/doctor/probes.h"

namespace anc::doctor {
namespace {

constexpr std::string_view kListening = "0A";

struct Endpoint {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

std::optional<Endpoint> endpoint(const std::string& address, int port) {
  Endpoint end;
  auto* const four = reinterpret_cast<sockaddr_in*>(&end.storage);
  auto* const six = reinterpret_cast<sockaddr_in6*>(&end.storage);
  if (::inet_pton(AF_INET, address.c_str(), &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(static_cast<uint16_t>(port));
    end.size = sizeof *four;
    return end;
  }
  if (::inet_pton(AF_INET6, address.c_str(), &six->sin6_addr) != 1) return std::nullopt;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(static_cast<uint16_t>(port));
  end.size = sizeof *six;
  return end;
}

int try_port(const PortFacts& facts) {
  const auto end = endpoint(facts.address, facts.port);
  if (!end) return EINVAL;
  const Fd socket(
      ::socket(end->storage.ss_family, (facts.udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  const int one = 1;  // as servers do: what lingers of a former connection is in nobody's way
  if (!facts.udp) ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&end->storage), end->size) != 0) {
    return errno;
  }
  return facts.udp || ::listen(socket.get(), 1) == 0 ? 0 : errno;
}

/// Whether a process has the socket of that inode open; of others' processes only root can tell.
bool has_socket(const std::filesystem::path& process, const std::vector<uint64_t>& inodes) {
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(process / "fd", none)) {
    const std::string target = std::filesystem::read_symlink(entry.path(), none).string();
    for (const uint64_t inode : inodes) {
      if (target == "socket:[" + std::to_string(inode) + "]") return true;
    }
  }
  return false;
}

void find_holder(PortFacts& facts) {
  std::vector<uint64_t> inodes;
  for (const char* suffix : {"", "6"}) {
    const std::string path = std::string("/proc/net/") + (facts.udp ? "udp" : "tcp") + suffix;
    const auto found = inodes_of_port(core::read_file(path).value_or(""), facts.port, facts.udp);
    inodes.insert(inodes.end(), found.begin(), found.end());
  }
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", none)) {
    const std::string pid = entry.path().filename();
    if (!core::parse_int(pid, 1, INT32_MAX) || !has_socket(entry.path(), inodes)) continue;
    const auto name = core::read_file(entry.path().string() + "/comm");
    const std::string command(core::trim(name.value_or("a process")));
    facts.holder = command + " (pid " + pid + ")";
    facts.ours = command == "ancloud";
    return;
  }
}

std::string where(const PortFacts& facts) {
  const bool six = facts.address.find(':') != std::string::npos;
  return facts.setting + " " + (six ? "[" + facts.address + "]" : facts.address) + ":" +
         std::to_string(facts.port) + (facts.udp ? " (UDP)" : " (TCP)");
}

std::optional<Finding> judge_port(const PortFacts& facts) {
  if (facts.error == 0 || (facts.error == EADDRINUSE && facts.ours)) return std::nullopt;
  const std::string other = "choose another: " + facts.setting + " in the configuration";
  switch (facts.error) {
    case EADDRINUSE:
      return fault(Code::kPortInUse, where(facts) + " is in use" +
                                         (facts.holder.empty() ? "" : " by " + facts.holder))
          .with_advice(other + ", or end that program");
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
    case EINVAL:
      return fault(Code::kAddressNotHere, where(facts) + ": " + core::errno_text(facts.error))
          .with_advice("name an address of this host; 0.0.0.0 means all");
    default:
      return fault(Code::kPortForbidden, where(facts) + ": " + core::errno_text(facts.error))
          .with_advice(other + ", above 1023 for users who are not root");
  }
}

}  // namespace

std::optional<std::pair<std::string, int>> parse_listen(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view address = text.substr(0, colon);
  const auto port = core::parse_int(text.substr(colon + 1), 0, 65535);
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  if (!port || address.empty()) return std::nullopt;
  return std::pair{std::string(address), static_cast<int>(*port)};
}

std::vector<uint64_t> inodes_of_port(std::string_view table, int port, bool udp) {
  std::vector<uint64_t> inodes;
  char wanted[8];
  std::snprintf(wanted, sizeof wanted, ":%04X", static_cast<unsigned>(port));
  for (const std::string& line : core::split(table, '\n')) {
    // "   0: 0100007F:216B 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0  0 12345 …"
    std::vector<std::string> fields;
    for (std::string& field : core::split(line, ' ')) {
      if (!field.empty()) fields.push_back(std::move(field));
    }
    if (fields.size() < 10 || !fields[1].ends_with(wanted)) continue;
    if (!udp && fields[3] != kListening) continue;
    if (const auto inode = core::parse_int(fields[9], 1, INT64_MAX)) {
      inodes.push_back(static_cast<uint64_t>(*inode));
    }
  }
  return inodes;
}

Report judge_ports(const std::vector<PortFacts>& all) {
  Report report;
  for (const PortFacts& facts : all) {
    if (auto finding = judge_port(facts)) report.add(std::move(*finding));
  }
  if (!report.findings.empty()) return report;
  std::string free;
  for (const PortFacts& facts : all) {
    free += (free.empty() ? "" : ", ") + std::to_string(facts.port) +
            (facts.udp ? "/udp" : "/tcp") + (facts.ours ? " (ancloud's already)" : "");
  }
  report.add(fine(free.empty() ? "no port is fixed" : "free: " + free));
  return report;
}

Report probe_ports(const Question& question) {
  std::vector<PortFacts> all;
  const auto listen = parse_listen(question.listen);
  const std::string address = listen ? listen->first : question.listen;
  if (!listen || listen->second != 0) {
    all.push_back({"stream.listen", address, listen ? listen->second : 0});
  }
  if (question.media_port != 0) {
    const std::string media = question.media_address.empty() ? address : question.media_address;
    all.push_back({"stream.media_port", media, question.media_port, true});
    // TCP on one number is one port.
    const bool one = listen && listen->second == question.media_port && media == address;
    if (!one) all.push_back({"stream.media_port", media, question.media_port, false});
  }
  if (question.adb_port != 0) all.push_back({"adb.port", "127.0.0.1", question.adb_port});
  for (PortFacts& facts : all) {
    facts.error = try_port(facts);
    if (facts.error == EADDRINUSE) find_holder(facts);
  }
  return judge_ports(all);
}

}  // namespace anc::doctor
