// Mounts of the machine: mountinfo and mount(2).
#include <algorithm>
#include <cerrno>
#include <sys/mount.h>

#include "internal/core/file.h"
#include "internal/core/text.h"
#include "internal/step/real_host.h"

namespace anc::step {
namespace {
// proc(5): blanks, tabs, newlines and backslashes stand as three octal digits.
std::string unescape(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool octal = text[i] == '\\' && i + 3 < text.size() &&
                       std::all_of(text.begin() + static_cast<ptrdiff_t>(i) + 1,
                                   text.begin() + static_cast<ptrdiff_t>(i) + 4,
                                   [](char c) { return c >= '0' && c <= '7'; });
    if (!octal) {
      plain += text[i];
      continue;
    }
    plain +=
        static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
    i += 3;
  }
  return plain;
}

// "36 35 98:0 /root /target options tag:1 - type source super-options"
std::optional<MountInfo> parse_mount(const std::string& line) {
  const auto words = core::split(line, ' ');
  const auto dash = std::find(words.begin(), words.end(), "-");
  if (words.size() < 10 || words.end() - dash < 4) return std::nullopt;
  return MountInfo{.target = unescape(words[4]),
                   .source = unescape(dash[2]),
                   .type = dash[1],
                   .options = words[5],
                   .super_options = unescape(dash[3])};
}

// Where mount(2) uses an errno whose text misleads, the text that does not.
Error mount_error(int number, const MountRequest& request) {
  std::string what =
      "mount " + (request.type.empty() ? request.source : request.type) + " on " + request.target;
  if (number == ENODEV) what += " (the kernel has no file system " + request.type + ")";
  if (number == ENOSPC) what += " (too many mounts, see /proc/sys/fs/mount-max)";
  return Error::from_errno(number, std::move(what));
}
}  // namespace

Result<std::vector<MountInfo>> RealHost::mounts() const {
  std::vector<MountInfo> mounts;
  for (const std::string& line : core::split(TRY(core::read_file("/proc/self/mountinfo")), '\n')) {
    if (auto mount = parse_mount(line)) mounts.push_back(std::move(*mount));
  }
  return mounts;
}

Result<void> RealHost::mount(const MountRequest& request) {
  const char* type = request.type.empty() ? nullptr : request.type.c_str();
  const char* data = request.data.empty() ? nullptr : request.data.c_str();
  if (::mount(request.source.c_str(), request.target.c_str(), type, request.flags, data) != 0) {
    return fail(mount_error(errno, request));
  }
  return {};
}

Result<void> RealHost::unmount(const std::string& target, int flags) {
  if (::umount2(target.c_str(), flags) != 0) return fail_errno(errno, "unmount " + target);
  return {};
}

}  // namespace anc::step
