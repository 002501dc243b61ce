// Ends of logs: see log_tail.h.
#include "internal/container/log_tail.h"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>
#include <vector>

#include "internal/core/fd.h"
#include "internal/core/text.h"

namespace anc::container {

std::string lxc_errors(std::string_view log) {
  // "lxc NAME TIME ERROR    conf - ../src/lxc/conf.c:run:1234 - what happened"
  std::string messages;
  for (const std::string& line : core::split(log, '\n')) {
    if (line.find(" ERROR ") == std::string::npos) continue;
    const size_t module = line.find(" - ");
    const size_t place = module == std::string::npos ? module : line.find(" - ", module + 3);
    if (place == std::string::npos) continue;
    if (!messages.empty()) messages += '\n';
    messages += last_lines(line.substr(place + 3), 1);
  }
  return messages;
}

std::string last_lines(std::string_view text, size_t count) {
  constexpr size_t kWidth = 200;
  std::vector<std::string> lines = core::split(text, '\n');
  while (!lines.empty() && core::trim(lines.back()).empty()) lines.pop_back();
  if (lines.size() > count) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  }
  for (std::string& line : lines) {
    if (line.size() > kWidth) line.resize(kWidth);
    while (!line.empty() && line.back() == '\r') line.pop_back();
    std::replace_if(
        line.begin(), line.end(),
        [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }, '?');
  }
  return core::join(lines, "\n");
}

std::string read_tail(const std::string& path) {
  constexpr off_t kLimit = 64 << 10;
  const auto fd = core::open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!fd) return {};
  const off_t size = ::lseek(fd->get(), 0, SEEK_END);
  ::lseek(fd->get(), std::max<off_t>(0, size - kLimit), SEEK_SET);
  auto text = core::read_to_end(*fd, 2 * kLimit);
  return text ? std::move(*text) : std::string();
}

}  // namespace anc::container
