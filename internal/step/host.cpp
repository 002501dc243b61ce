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
}  // namespace

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
