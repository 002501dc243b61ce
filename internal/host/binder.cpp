// Where a kernel shows that it has binder: /proc/filesystems, /sys/module, a fixed node.
#include "internal/host/binder.h"

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

}  // namespace anc::host
