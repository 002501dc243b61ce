// Path look-up and reading inside an image, over libsquashfuse.
#include "internal/image/squashfs.h"

#include <sys/stat.h>

#include "internal/core/text.h"

namespace anc::image {
namespace {
constexpr int kMaxLinks = 16;
constexpr size_t kMaxTarget = 4095;

tl::unexpected<Error> damaged(const std::string& what) {
  return fail(Kind::kImage, "damaged: " + what + " cannot be read");
}
}  // namespace

Result<std::unique_ptr<Squashfs>> Squashfs::open(Fd image) {
  std::unique_ptr<Squashfs> opened(new Squashfs);
  opened->image_ = std::move(image);
  if (sqfs_init(&opened->fs_, opened->image_.get(), 0) != SQFS_OK) return damaged("a table");
  opened->open_ = true;
  return opened;
}

Squashfs::~Squashfs() {
  if (open_) sqfs_destroy(&fs_);
}

Result<sqfs_inode> Squashfs::inode(sqfs_inode_id id) {
  sqfs_inode found{};
  if (sqfs_inode_get(&fs_, &found, id) != SQFS_OK) return damaged("an inode");
  return found;
}

Result<std::optional<sqfs_inode_id>> Squashfs::child(sqfs_inode& directory,
                                                     const std::string& name) {
  sqfs_name buffer;
  sqfs_dir_entry entry{};
  sqfs_dentry_init(&entry, buffer);
  bool found = false;
  if (sqfs_dir_lookup(&fs_, &directory, name.c_str(), name.size(), &entry, &found) != SQFS_OK) {
    return damaged("a directory");
  }
  if (!found) return std::nullopt;
  return sqfs_dentry_inode(&entry);
}

Result<std::optional<sqfs_inode>> Squashfs::lookup(const std::string& path) {
  std::vector<std::string> pending = core::split(path, '/');
  std::vector<sqfs_inode> trail = {TRY(inode(root_id()))};
  int links = 0;
  while (!pending.empty()) {
    const std::string name = pending.front();
    pending.erase(pending.begin());
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      if (trail.size() > 1) trail.pop_back();
      continue;
    }
    if (!S_ISDIR(trail.back().base.mode)) return std::nullopt;
    const auto id = TRY(child(trail.back(), name));
    if (!id) return std::nullopt;
    sqfs_inode next = TRY(inode(*id));
    if (!S_ISLNK(next.base.mode)) {
      trail.push_back(next);
      continue;
    }
    if (++links > kMaxLinks) return std::nullopt;
    const std::string target = TRY(link_target(next));
    if (!target.empty() && target[0] == '/') trail.resize(1);
    const auto words = core::split(target, '/');
    pending.insert(pending.begin(), words.begin(), words.end());
  }
  return trail.back();
}

Result<std::string> Squashfs::read_start(sqfs_inode& file, size_t limit) {
  std::string data(limit, '\0');
  sqfs_off_t size = static_cast<sqfs_off_t>(limit);
  if (sqfs_read_range(&fs_, &file, 0, &size, data.data()) != SQFS_OK) return damaged("a file");
  data.resize(static_cast<size_t>(size));
  return data;
}

Result<std::string> Squashfs::link_target(sqfs_inode& link) {
  std::string target(kMaxTarget + 1, '\0');
  size_t size = target.size();
  if (sqfs_readlink(&fs_, &link, target.data(), &size) != SQFS_OK) return damaged("a link");
  target.resize(target.find('\0'));
  return target;
}

Result<std::pair<uint32_t, uint32_t>> Squashfs::owner(const sqfs_inode& inode) {
  sqfs_id_t uid = 0;
  sqfs_id_t gid = 0;
  if (sqfs_id_get(&fs_, inode.base.uid, &uid) != SQFS_OK ||
      sqfs_id_get(&fs_, inode.base.guid, &gid) != SQFS_OK) {
    return damaged("the table of owners");
  }
  return std::pair<uint32_t, uint32_t>{uid, gid};
}

}  // namespace anc::image
