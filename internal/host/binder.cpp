// Where a kernel shows that it has binder: /proc/filesystems, /sys/module, /proc/modules, a node.
#include "internal/host/binder.h"

#include "internal/core/text.h"

namespace anc::host {

Result<bool> has_binderfs(const step::Host& host) {
  const auto text = TRY(host.read("/proc/filesystems"));
  return text && text->find("\tbinder\n") != std::string::npos;
}

Result<bool> has_binder_driver(const step::Host& host) {
  if (TRY(has_binderfs(host))) return true;
  if (TRY(host.info("/sys/module/binder_linux"))) return true;
  return TRY(host.info("/dev/binder")).has_value();
}

Result<bool> is_permanent(const step::Host& host, const std::string& module) {
  const auto text = TRY(host.read("/proc/modules"));
  for (const std::string& line : core::split(text.value_or(""), '\n')) {
    // "binder_linux 204800 0 [permanent], Live 0x0000000000000000"
    if (line.starts_with(module + " ")) return line.find("[permanent]") != std::string::npos;
  }
  return false;
}

}  // namespace anc::host
