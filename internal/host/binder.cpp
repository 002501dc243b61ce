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

Result<std::string> kernel_release(const step::Host& host) {
  const auto text = TRY(host.read("/proc/sys/kernel/osrelease"));
  return std::string(core::trim(text.value_or("(unknown)")));
}

Result<std::optional<std::string>> built_module(const step::Host& host,
                                                const std::string& data_path,
                                                const std::string& release) {
  std::string path = data_path + "/binder/" + release + "/binder_linux.ko";
  if (!TRY(host.info(path))) return std::optional<std::string>();
  // Whoever may write to a directory above it may put another file in its place.
  for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    const auto info = TRY(host.info(part));
    const bool link = info && info->type == step::FileType::kSymlink;
    const bool open = info && !link && (info->mode & 022) != 0 && (info->mode & 01000) == 0;
    if (info && (info->uid != 0 || open)) {
      return fail(Error(Kind::kPermission, "module " + path +
                                               " is not loaded: others than root may "
                                               "change " +
                                               part)
                      .hint("remove it, or choose a data path that only root may change"));
    }
    if (end == std::string::npos) break;
  }
  return std::optional(std::move(path));
}

}  // namespace anc::host
