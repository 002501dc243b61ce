// The session's account: see session_user.h.
#include "internal/bringup/session_user.h"

#include <algorithm>
#include <cerrno>
#include <grp.h>
#include <sys/stat.h>
#include <vector>

#include "internal/core/accounts.h"
#include "internal/core/codes.h"
#include "internal/core/log.h"
#include "internal/core/text.h"

namespace anc::bringup {
namespace {

std::optional<Account> find_account(const std::string& name_or_uid) {
  const auto number = core::parse_int(name_or_uid, 0, UINT32_MAX - 1);
  const auto found =
      number ? core::find_account(static_cast<uid_t>(*number)) : core::find_account(name_or_uid);
  if (!found) core::log_warning(found.error().message());
  if (found && *found)
    return Account{(*found)->name, {(*found)->uid, (*found)->gid, {}}, (*found)->home};
  if (!number) return std::nullopt;
  const auto id = static_cast<uid_t>(*number);  // an id without a name is an account all the same
  return Account{name_or_uid, {id, static_cast<gid_t>(id), {}}, "/"};
}

}  // namespace

Accounts Accounts::system() { return {find_account}; }

Result<Account> session_user(const config::Config& config, const std::string& sudo_uid,
                             const Accounts& accounts) {
  const std::string& named = config.text("session.user");
  std::string wanted = "ancloud";
  if (!named.empty()) {
    wanted = named;
  } else if (!sudo_uid.empty() && sudo_uid != "0") {
    wanted = sudo_uid;
  }
  const auto account = accounts.find(wanted);
  if (!account) {
    if (named.empty()) {
      return fail(
          Error(Kind::kHostRequirement, "there is no user " + wanted + " to run sessions as")
              .hint("`ancloud host-setup` makes it, or name one with --user")
              .code(Code::kSessionUserMissing));
    }
    return fail(Kind::kUsage, "session.user: there is no user \"" + named + "\"");
  }
  if (account->run_as.uid == 0) {
    return fail(Error(Kind::kUsage, "session.user: a session never runs as root")
                    .hint("name an unprivileged user with --user"));
  }
  return *account;
}

Account with_groups(Account account) {
  std::vector<gid_t> groups(64);
  int count = static_cast<int>(groups.size());
  const gid_t own = account.run_as.gid;
  if (::getgrouplist(account.name.c_str(), own, groups.data(), &count) < 0) {
    groups.resize(static_cast<size_t>(count));
    ::getgrouplist(account.name.c_str(), own, groups.data(), &count);
  }
  groups.resize(static_cast<size_t>(std::max(count, 0)));
  account.run_as.groups = std::move(groups);
  return account;
}

Result<bool> may_enter(const Account& account, const std::string& directory) {
  const core::RunAs& who = account.run_as;
  struct stat info {};
  if (::stat(directory.c_str(), &info) != 0) return fail_errno(errno, "stat " + directory);
  mode_t bit = S_IXOTH;
  if (info.st_uid == who.uid) {
    bit = S_IXUSR;
  } else if (info.st_gid == who.gid ||
             std::find(who.groups.begin(), who.groups.end(), info.st_gid) != who.groups.end()) {
    bit = S_IXGRP;
  }
  return (info.st_mode & bit) != 0;
}

Result<bool> can_reach(const Account& account, const std::string& path) {
  for (size_t slash = 0; slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (!TRY(may_enter(account, slash == 0 ? "/" : path.substr(0, slash)))) return false;
  }
  return true;
}

}  // namespace anc::bringup
