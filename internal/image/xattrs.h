// Extended attributes of an image's inode, as the kernel's own squashfs would show them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "internal/image/squashfs.h"

namespace anc::image {

/// Full names, "security.capability". The library's table of prefixes has "security." and
/// "trusted." the wrong way round (0.1.105), so names are made here from the type on disk; unknown
/// types are left out. kImage on damage or more than 64 KiB of names.
Result<std::vector<std::string>> xattr_names(Squashfs& squashfs, sqfs_inode& inode);

/// The value of one; empty when the inode has none of that name. kImage on damage or more than
/// 64 KiB.
Result<std::optional<std::string>> xattr_value(Squashfs& squashfs, sqfs_inode& inode,
                                               const std::string& name);

/// A "security.capability" value for a guest whose root is `root` on the host: file capabilities
/// count in a user namespace only when they name its root (capabilities(7), revision 3), which is
/// what an id-mapped mount makes of them. Other sizes and revisions come back as they are.
std::string capability_for_root(const std::string& value, uint32_t root);

}  // namespace anc::image
