// FUSE 2 low-level operations over one squashfs image.
#include "internal/image/fuse_fs.h"

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <vector>

#include "internal/image/xattrs.h"

namespace anc::image {
namespace {

constexpr double kForever = 86400.0 * 365;  // s; nothing in an image ever changes

FuseFs& fs_of(fuse_req_t request) { return *static_cast<FuseFs*>(fuse_req_userdata(request)); }

// Squashfs numbers are positions and may be 0, FUSE wants 1 for the root: the others begin at 2.
sqfs_inode_id to_squashfs(FuseFs& fs, fuse_ino_t number) {
  return number == FUSE_ROOT_ID ? fs.squashfs.root_id() : number - 2;
}
fuse_ino_t to_fuse(FuseFs& fs, sqfs_inode_id id) {
  return id == fs.squashfs.root_id() ? fuse_ino_t{FUSE_ROOT_ID} : id + 2;
}

/// The inode, or an EIO answer and nothing.
std::optional<sqfs_inode> find(fuse_req_t request, fuse_ino_t number) {
  FuseFs& fs = fs_of(request);
  auto inode = fs.squashfs.inode(to_squashfs(fs, number));
  if (inode) return *inode;
  fuse_reply_err(request, EIO);
  return std::nullopt;
}

Result<struct stat> attributes(FuseFs& fs, const sqfs_inode& inode) {
  auto [uid, gid] = TRY(fs.squashfs.owner(inode));
  if (fs.id_map) {
    uid = to_host(fs.id_map->uids, uid);
    gid = to_host(fs.id_map->gids, gid);
  }
  struct stat info {};
  info.st_ino = inode.base.inode_number;
  info.st_mode = inode.base.mode;
  info.st_nlink = static_cast<nlink_t>(inode.nlink);
  info.st_uid = uid;
  info.st_gid = gid;
  info.st_mtime = info.st_ctime = info.st_atime = inode.base.mtime;
  info.st_blksize = fs.squashfs.raw().sb.block_size;
  if (S_ISREG(info.st_mode)) {
    info.st_size = static_cast<off_t>(inode.xtra.reg.file_size);
    info.st_blocks = (info.st_size + 511) / 512;
  } else if (S_ISLNK(info.st_mode)) {
    info.st_size = static_cast<off_t>(inode.xtra.symlink_size);
  } else if (S_ISDIR(info.st_mode)) {
    info.st_size = inode.xtra.dir.dir_size;
  } else if (S_ISBLK(info.st_mode) || S_ISCHR(info.st_mode)) {
    info.st_rdev = makedev(static_cast<unsigned>(inode.xtra.dev.major),
                           static_cast<unsigned>(inode.xtra.dev.minor));
  }
  return info;
}

void do_init(void* data, fuse_conn_info*) { static_cast<FuseFs*>(data)->on_init(); }

void do_lookup(fuse_req_t request, fuse_ino_t parent, const char* name) {
  FuseFs& fs = fs_of(request);
  auto directory = find(request, parent);
  if (!directory) return;
  const auto id = fs.squashfs.child(*directory, name);
  if (!id || !*id) {
    fuse_reply_err(request, id ? ENOENT : EIO);
    return;
  }
  const auto inode = fs.squashfs.inode(**id);
  const auto info = inode ? attributes(fs, *inode) : Result<struct stat>();
  if (!inode || !info) {
    fuse_reply_err(request, EIO);
    return;
  }
  fuse_entry_param entry{};
  entry.ino = to_fuse(fs, **id);
  entry.attr = *info;
  entry.attr_timeout = entry.entry_timeout = kForever;
  fuse_reply_entry(request, &entry);
}

void do_getattr(fuse_req_t request, fuse_ino_t number, fuse_file_info*) {
  const auto inode = find(request, number);
  if (!inode) return;
  const auto info = attributes(fs_of(request), *inode);
  if (info) {
    fuse_reply_attr(request, &*info, kForever);
  } else {
    fuse_reply_err(request, EIO);
  }
}

void do_readlink(fuse_req_t request, fuse_ino_t number) {
  auto inode = find(request, number);
  if (!inode) return;
  const auto target = fs_of(request).squashfs.link_target(*inode);
  if (target) {
    fuse_reply_readlink(request, target->c_str());
  } else {
    fuse_reply_err(request, EIO);
  }
}

// The inode is looked up again by each read: it is in the library's cache of metadata blocks, and a
// handle would have to be freed.
void do_open(fuse_req_t request, fuse_ino_t, fuse_file_info* file) {
  file->keep_cache = 1;
  fuse_reply_open(request, file);
}

void do_read(fuse_req_t request, fuse_ino_t number, size_t size, off_t offset, fuse_file_info*) {
  auto inode = find(request, number);
  if (!inode) return;
  std::vector<char> data(size);
  sqfs_off_t got = static_cast<sqfs_off_t>(size);
  if (sqfs_read_range(&fs_of(request).squashfs.raw(), &*inode, offset, &got, data.data()) !=
      SQFS_OK) {
    fuse_reply_err(request, EIO);
    return;
  }
  fuse_reply_buf(request, data.data(), static_cast<size_t>(got));
}

/// A buffer of directory entries that refuses what does not fit.
class Entries {
 public:
  Entries(fuse_req_t request, size_t size) : request_(request), data_(size) {}
  bool add(const char* name, ino_t number, mode_t mode, off_t next) {
    struct stat info {};
    info.st_ino = number;
    info.st_mode = mode;
    const size_t left = data_.size() - used_;
    const size_t need = fuse_add_direntry(request_, data_.data() + used_, left, name, &info, next);
    if (need > left) return false;
    used_ += need;
    return true;
  }
  void reply() { fuse_reply_buf(request_, data_.data(), used_); }

 private:
  fuse_req_t request_;
  std::vector<char> data_;
  size_t used_ = 0;
};

// Offsets: 0 is ".", 1 is "..", then the library's own plus 2.
void do_readdir(fuse_req_t request, fuse_ino_t number, size_t size, off_t offset, fuse_file_info*) {
  auto inode = find(request, number);
  if (!inode) return;
  if (!S_ISDIR(inode->base.mode)) {
    fuse_reply_err(request, ENOTDIR);
    return;
  }
  sqfs& raw = fs_of(request).squashfs.raw();
  sqfs_dir directory{};
  if (sqfs_dir_open(&raw, &*inode, &directory, std::max<off_t>(offset - 2, 0)) != SQFS_OK) {
    fuse_reply_err(request, EIO);
    return;
  }
  Entries entries(request, size);
  bool room = true;
  if (offset < 1) room = entries.add(".", inode->base.inode_number, S_IFDIR, 1);
  if (room && offset < 2) room = entries.add("..", inode->xtra.dir.parent_inode, S_IFDIR, 2);
  sqfs_name name;
  sqfs_dir_entry entry{};
  sqfs_dentry_init(&entry, name);
  sqfs_err error = SQFS_OK;
  while (room && sqfs_dir_next(&raw, &directory, &entry, &error)) {
    room = entries.add(sqfs_dentry_name(&entry), sqfs_dentry_inode_num(&entry),
                       sqfs_dentry_mode(&entry), sqfs_dentry_next_offset(&entry) + 2);
  }
  if (error != SQFS_OK) {
    fuse_reply_err(request, EIO);
    return;
  }
  entries.reply();
}

/// An xattr answer: the size when 0 was asked for, else the bytes when they fit.
void reply_xattr(fuse_req_t request, const std::string& value, size_t size) {
  if (size == 0) {
    fuse_reply_xattr(request, value.size());
  } else if (size < value.size()) {
    fuse_reply_err(request, ERANGE);
  } else {
    fuse_reply_buf(request, value.data(), value.size());
  }
}

void do_getxattr(fuse_req_t request, fuse_ino_t number, const char* name, size_t size) {
  FuseFs& fs = fs_of(request);
  auto inode = find(request, number);
  if (!inode) return;
  auto value = xattr_value(fs.squashfs, *inode, name);
  if (!value || !*value) {
    fuse_reply_err(request, value ? ENODATA : EIO);
    return;
  }
  if (fs.id_map && std::string_view(name) == "security.capability") {
    **value = capability_for_root(**value, fs.id_map->uids.front().outside);
  }
  reply_xattr(request, **value, size);
}

void do_listxattr(fuse_req_t request, fuse_ino_t number, size_t size) {
  auto inode = find(request, number);
  if (!inode) return;
  const auto names = xattr_names(fs_of(request).squashfs, *inode);
  if (!names) {
    fuse_reply_err(request, EIO);
    return;
  }
  std::string list;
  for (const std::string& name : *names) list += name + '\0';
  reply_xattr(request, list, size);
}

void do_statfs(fuse_req_t request, fuse_ino_t) {
  const squashfs_super_block& super = fs_of(request).squashfs.raw().sb;
  struct statvfs info {};
  info.f_bsize = info.f_frsize = super.block_size;
  info.f_blocks = (super.bytes_used + super.block_size - 1) >> super.block_log;
  info.f_files = super.inodes;
  info.f_namemax = SQUASHFS_NAME_LEN;
  fuse_reply_statfs(request, &info);
}

}  // namespace

const fuse_lowlevel_ops& fuse_operations() {
  static const fuse_lowlevel_ops kOperations = [] {
    fuse_lowlevel_ops operations{};
    operations.init = do_init;
    operations.lookup = do_lookup;
    operations.getattr = do_getattr;
    operations.readlink = do_readlink;
    operations.open = do_open;
    operations.read = do_read;
    operations.readdir = do_readdir;
    operations.getxattr = do_getxattr;
    operations.listxattr = do_listxattr;
    operations.statfs = do_statfs;
    return operations;
  }();
  return kOperations;
}

}  // namespace anc::image
