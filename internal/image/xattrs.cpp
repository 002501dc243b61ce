// Walks the attributes of one inode.
#include "internal/image/xattrs.h"

#include <array>
#include <linux/capability.h>
#include <string_view>

#include "internal/core/bytes.h"

namespace anc::image {
namespace {

constexpr size_t kMaxSize = 65536;  // bytes, XATTR_LIST_MAX and XATTR_SIZE_MAX
/// By type on disk: SQUASHFS_XATTR_USER, _TRUSTED, _SECURITY of the kernel's squashfs_fs.h.
constexpr std::array<std::string_view, 3> kPrefixes = {"user.", "trusted.", "security."};

tl::unexpected<Error> damaged() {
  return fail(Kind::kImage, "damaged: extended attributes cannot be read");
}

/// Reads the next one and gives its full name, empty for a type nobody knows.
Result<std::string> next_name(sqfs_xattr& cursor) {
  if (sqfs_xattr_read(&cursor) != SQFS_OK) return damaged();
  // With its prefix the library may count more bytes than it writes without: cut to what it wrote.
  std::string name(sqfs_xattr_name_size(&cursor) + 1, '\0');
  if (sqfs_xattr_name(&cursor, name.data(), false) != SQFS_OK) return damaged();
  name.resize(name.find('\0'));
  if (cursor.type >= kPrefixes.size()) return std::string();
  return std::string(kPrefixes[cursor.type]) + name;
}

Result<std::string> value_of(sqfs_xattr& cursor) {
  size_t size = 0;
  if (sqfs_xattr_value_size(&cursor, &size) != SQFS_OK || size > kMaxSize) return damaged();
  std::string value(size, '\0');
  if (sqfs_xattr_value(&cursor, value.data()) != SQFS_OK) return damaged();
  return value;
}

}  // namespace

Result<std::vector<std::string>> xattr_names(Squashfs& squashfs, sqfs_inode& inode) {
  sqfs_xattr cursor{};
  if (sqfs_xattr_open(&squashfs.raw(), &inode, &cursor) != SQFS_OK) return damaged();
  std::vector<std::string> names;
  size_t total = 0;
  while (cursor.remain > 0) {
    std::string name = TRY(next_name(cursor));
    total += name.size() + 1;
    if (total > kMaxSize) return damaged();
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

Result<std::optional<std::string>> xattr_value(Squashfs& squashfs, sqfs_inode& inode,
                                               const std::string& name) {
  sqfs_xattr cursor{};
  if (sqfs_xattr_open(&squashfs.raw(), &inode, &cursor) != SQFS_OK) return damaged();
  for (size_t seen = 0; cursor.remain > 0 && seen < kMaxSize; ++seen) {
    if (TRY(next_name(cursor)) == name) return TRY(value_of(cursor));
  }
  return std::nullopt;
}

std::string capability_for_root(const std::string& value, uint32_t root) {
  core::ByteReader in(std::as_bytes(std::span(value)));
  const uint32_t magic = in.u32le();
  if (value.size() != XATTR_CAPS_SZ_2 || (magic & VFS_CAP_REVISION_MASK) != VFS_CAP_REVISION_2) {
    return value;
  }
  core::ByteWriter out;
  out.u32le((magic & VFS_CAP_FLAGS_MASK) | VFS_CAP_REVISION_3);
  out.bytes(in.take(in.remaining()));
  out.u32le(root);
  const core::Bytes bytes = out.view();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace anc::image
