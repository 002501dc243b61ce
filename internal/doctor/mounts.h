// Mounts that nobody sees: set up by descriptors, gone when closed.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "internal/core/fd.h"

namespace anc::doctor {

/// A file system that is set up and attached nowhere; writable, unlike image/kernel_mount.h's.
/// Files in it are reached by openat(2). `settings` are key and value. The error carries the
/// kernel's own message where it left one. ENODEV: the kernel has no such type.
Result<Fd> detached_mount(const std::string& type,
                          const std::vector<std::pair<std::string, std::string>>& settings);

/// Whether mounting is refused because of who asks, not because of what is asked.
inline bool forbidden(int error) { return error == EPERM || error == EACCES; }

/// This process gets a user namespace in which it is root, and mounts of its own. As errno, 0 when
/// it worked. Only in a process of one thread.
int enter_user_namespace();

}  // namespace anc::doctor
