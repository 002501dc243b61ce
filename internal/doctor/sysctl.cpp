// From /proc/sys: see sysctl.h.
#include "internal/doctor/sysctl.h"

#include <algorithm>

#include "internal/core/file.h"
#include "internal/core/text.h"

namespace anc::doctor {

std::optional<int64_t> sysctl(std::string key) {
  std::replace(key.begin(), key.end(), '.', '/');
  const auto text = core::read_file("/proc/sys/" + key);
  if (!text) return std::nullopt;
  const auto value = core::parse_int(core::trim(*text), INT64_MIN, INT64_MAX);
  if (!value) return std::nullopt;
  return *value;
}

}  // namespace anc::doctor
