// How this kernel offers binder: shared by the steps that load, mount and open it.
#pragma once

#include <string>

#include "internal/step/host.h"

namespace anc::host {

inline constexpr auto kBinderfs = "/dev/binderfs";

/// The driver is there: built in, or its module loaded.
Result<bool> has_binder_driver(const step::Host& host);
/// The kernel can mount the file system "binder" right now.
Result<bool> has_binderfs(const step::Host& host);
/// The module is loaded and has no way out, as Debian's binder_linux: only a reboot removes it.
Result<bool> is_permanent(const step::Host& host, const std::string& module);

}  // namespace anc::host
