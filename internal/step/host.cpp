// What every Host can say in terms of its primitives, and IPv4 addresses as text.
#include "internal/step/host.h"

#include <algorithm>

#include "internal/core/text.h"

namespace anc::step {
namespace {
std::string sysctl_path(std::string_view key) {
  std::string path = "/proc/sys/" + std::string(key);
  std::replace(path.begin() + 10, path.end(), '.', '/');
  return path;
}

Error bad_ipv4(std::string_view text) {
  return Error(Kind::kUsage, "\"" + std::string(text) + "\" is no IPv4 address with a prefix")
      .hint("write it as 192.168.240.1/24, with a prefix of 1 to 30");
}
}  // namespace

Result<Ipv4> parse_ipv4(std::string_view text) {
  const auto halves = core::split(text, '/');
  if (halves.size() != 2) return fail(bad_ipv4(text));
  const auto parts = core::split(halves[0], '.');
  const auto prefix = core::parse_int(halves[1], 1, 30);
  if (parts.size() != 4 || !prefix) return fail(bad_ipv4(text));
  Ipv4 value;
  value.prefix = static_cast<int>(*prefix);
  for (const std::string& part : parts) {
    const auto byte = core::parse_int(part, 0, 255);
    if (!byte) return fail(bad_ipv4(text));
    value.address = value.address << 8 | static_cast<uint32_t>(*byte);
  }
  return value;
}

std::string dotted(uint32_t address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    if (shift != 24) text += '.';
    text += std::to_string(address >> shift & 0xff);
  }
  return text;
}

std::string address_text(const Ipv4& value) {
  return dotted(value.address) + "/" + std::to_string(value.prefix);
}

std::string network_text(const Ipv4& value) {
  return dotted(value.network()) + "/" + std::to_string(value.prefix);
}

Result<std::string> Host::sysctl(std::string_view key) const {
  const auto text = TRY(read(sysctl_path(key)));
  if (!text) return fail(Kind::kHostRequirement, "sysctl " + std::string(key) + " does not exist");
  return std::string(core::trim(*text));
}

Result<void> Host::set_sysctl(std::string_view key, const std::string& value) {
  return write(sysctl_path(key), value + "\n");
}

Result<std::optional<Link>> Host::link(const std::string& name) const {
  for (Link& link : TRY(links())) {
    if (link.name == name) return std::optional<Link>(std::move(link));
  }
  return std::optional<Link>();
}

Result<std::optional<MountInfo>> Host::mount_at(const std::string& path) const {
  std::optional<MountInfo> found;
  for (MountInfo& mount : TRY(mounts())) {
    if (mount.target == path) found = std::move(mount);
  }
  return found;
}

}  // namespace anc::step
