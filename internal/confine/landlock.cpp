// Landlock: see landlock.h.
#include "internal/confine/landlock.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal/core/fd.h"

namespace anc::confine {
namespace {

// Newer than the headers of Debian 12, which has Linux 6.1's (ABI 2).
constexpr uint64_t kTruncate = uint64_t{1} << 14;     // ABI 3, Linux 6.2
constexpr uint64_t kIoctlDevice = uint64_t{1} << 15;  // ABI 5, Linux 6.10

constexpr uint64_t kReadAccess =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kUseAccess =
    kReadAccess | LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate | kIoctlDevice;
constexpr uint64_t kOnFiles = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                              LANDLOCK_ACCESS_FS_WRITE_FILE | kTruncate | kIoctlDevice;

/// All that this kernel can restrict.
uint64_t handled(int abi) {
  uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
  if (abi >= 2) all |= LANDLOCK_ACCESS_FS_REFER;
  if (abi >= 3) all |= kTruncate;
  if (abi >= 5) all |= kIoctlDevice;
  return all;
}

uint64_t access_of(PathRule::Access access) {
  switch (access) {
    case PathRule::Access::kRead:
      return kReadAccess;
    case PathRule::Access::kUse:
      return kUseAccess;
    case PathRule::Access::kWrite:
      break;
  }
  return ~uint64_t{0};
}

Result<void> add(const Fd& rules, const PathRule& rule, uint64_t all) {
  const Fd path(::open(rule.path.c_str(), O_PATH | O_CLOEXEC));
  if (!path) return {};
  struct stat info {};
  if (::fstat(path.get(), &info) != 0) return fail_errno(errno, "stat " + rule.path);
  landlock_path_beneath_attr beneath{};
  beneath.parent_fd = path.get();
  beneath.allowed_access = access_of(rule.access) & all;
  if (!S_ISDIR(info.st_mode)) beneath.allowed_access &= kOnFiles;
  if (::syscall(SYS_landlock_add_rule, rules.get(), LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) != 0) {
    return fail_errno(errno, "allow " + rule.path);
  }
  return {};
}

}  // namespace

Result<bool> restrict_files(std::span<const PathRule> rules) {
  const long abi =
      ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (abi < 1) return false;
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = handled(static_cast<int>(abi));
  const Fd ruleset(
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (!ruleset) return fail_errno(errno, "make a Landlock rule set");
  for (const PathRule& rule : rules) TRY(add(ruleset, rule, attributes.handled_access_fs));
  if (::syscall(SYS_landlock_restrict_self, ruleset.get(), 0) != 0) {
    return fail_errno(errno, "enter the Landlock rule set");
  }
  return true;
}

}  // namespace anc::confine
