// Making and handing over the directory: see directory.h.
#include "internal/access/directory.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal/core/file.h"

namespace anc::access {
namespace {

constexpr const char* kFiles[] = {"tokens.json", "tokens.lock", "tls-certificate.pem",
                                  "tls-key.pem"};

/// A file that has a second name may be somebody else's: that one stays what it is.
Result<void> hand_over(const core::Fd& directory, const char* name, const Owner& owner) {
  const core::Fd file(::openat(directory.get(), name, O_PATH | O_NOFOLLOW | O_CLOEXEC));
  if (!file) return {};
  struct stat info {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink != 1) return {};
  if (::fchownat(file.get(), "", owner.uid, owner.gid, AT_EMPTY_PATH) != 0) {
    return fail_errno(errno, std::string("give to the stream server: ") + name);
  }
  return {};
}

}  // namespace

std::string directory_path(const std::string& data_path) { return data_path + "/stream"; }

Result<std::string> prepare_directory(const std::string& data_path, std::optional<Owner> owner) {
  const std::string path = directory_path(data_path);
  TRY(core::make_dirs(data_path, ::geteuid() == 0 ? 0755 : 0700));
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    Error error = Error::from_errno(errno, "make " + path,
                                    errno == EACCES ? Kind::kPermission : Kind::kFailure);
    return fail(std::move(error).hint("run it once as root, or choose another --data-path"));
  }
  const core::Fd directory = TRY(core::open_file(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  struct stat info {};
  if (::fstat(directory.get(), &info) != 0) return fail_errno(errno, "stat " + path);
  if (::geteuid() != 0 && info.st_uid != ::geteuid()) {
    return fail(Error(Kind::kPermission, path + " belongs to another user")
                    .hint("run it as that user, or choose another --data-path"));
  }
  if (::geteuid() != 0 || !owner) return path;
  if (info.st_uid == owner->uid && info.st_gid == owner->gid) return path;
  for (const char* name : kFiles) TRY(hand_over(directory, name, *owner));
  if (::fchown(directory.get(), owner->uid, owner->gid) != 0) {
    return fail_errno(errno, "give to the stream server: " + path);
  }
  return path;
}

AsOwnerOf::AsOwnerOf(const std::string& directory) : path_(directory) {
  if (::geteuid() != 0) return;
  auto opened = core::open_file(directory, O_PATH | O_DIRECTORY);
  struct stat info {};
  if (!opened || ::fstat(opened->get(), &info) != 0 || info.st_uid == 0) return;
  directory_ = std::move(*opened);
  path_ = "/proc/self/fd/" + std::to_string(directory_.get());
  gid_ = static_cast<gid_t>(::setfsgid(info.st_gid));
  uid_ = static_cast<uid_t>(::setfsuid(info.st_uid));  // with it go root's rights to pass by modes
  changed_ = true;
}

AsOwnerOf::~AsOwnerOf() {
  if (!changed_) return;
  ::setfsuid(uid_);
  ::setfsgid(gid_);
}

}  // namespace anc::access
