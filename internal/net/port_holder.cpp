// The kernel's tables of sockets, and whose descriptors they are: see port_holder.h.
#include "internal/net/port_holder.h"

#include <arpa/inet.h>
#include <array>
#include <bit>
#include <charconv>
#include <filesystem>

#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::net {
namespace {
constexpr std::string_view kListening = "0A";  // TCP_LISTEN

std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  for (std::string& word : core::split(line, ' ')) {
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

template <class T>
T parse(std::string_view text, int base) {
  T value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

/// "0100007F:1F90", or 32 digits for IPv6, of which the last word is the mapped address.
bool is_local(std::string_view text, uint32_t address, uint16_t port) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon < 8) return false;
  if (parse<uint16_t>(text.substr(colon + 1), 16) != port) return false;
  const auto raw = parse<uint32_t>(text.substr(colon - 8, 8), 16);
  return address == 0 || raw == 0 || raw == htonl(address);
}

PortHolder holder(const std::string& pid) {
  const auto name = core::read_file("/proc/" + pid + "/comm", 256);
  return {parse<pid_t>(pid, 10), name ? std::string(core::trim(*name)) : ""};
}
}  // namespace

uint64_t find_socket(const std::string& table, bool udp, uint32_t address, uint16_t port) {
  // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode
  constexpr size_t kLocal = 1, kState = 3, kInode = 9;
  for (const std::string& line : core::split(table, '\n')) {
    const auto words = words_of(line);
    if (words.size() <= kInode || !is_local(words[kLocal], address, port)) continue;
    if (udp || words[kState] == kListening) return parse<uint64_t>(words[kInode], 10);
  }
  return 0;
}

std::optional<PortHolder> port_holder(bool udp, uint32_t address, uint16_t port) {
  namespace fs = std::filesystem;
  uint64_t inode = 0;
  for (const std::string family : {"", "6"}) {
    const auto table = core::read_file(std::string("/proc/net/") + (udp ? "udp" : "tcp") + family);
    if (inode == 0 && table) inode = find_socket(*table, udp, address, port);
  }
  if (inode == 0) return std::nullopt;
  const std::string wanted = "socket:[" + std::to_string(inode) + "]";
  std::error_code error;
  for (fs::directory_iterator process("/proc", error), end; !error && process != end;
       process.increment(error)) {
    const std::string pid = process->path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code gone;
    for (fs::directory_iterator fd(process->path() / "fd", gone), last; !gone && fd != last;
         fd.increment(gone)) {
      std::error_code unreadable;
      if (fs::read_symlink(fd->path(), unreadable) == wanted) return holder(pid);
    }
  }
  return std::nullopt;
}

}  // namespace anc::net
