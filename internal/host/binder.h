// How this kernel offers binder: shared by the steps that load, mount and open it.
#pragma once

#include "internal/step/host.h"

namespace anc::host {

inline constexpr auto kBinderfs = "/dev/binderfs";

/// The driver is there: built in, or its module loaded.
Result<bool> has_binder_driver(const step::Host& host);
/// The kernel can mount the file system "binder" right now.
Result<bool> has_binderfs(const step::Host& host);

}  // namespace anc::host
