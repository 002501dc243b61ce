// Groups first: afterwards they could not be set any more.
#include "cmd/ancloud/session_account.h"

#include <cerrno>
#include <cstdlib>
#include <grp.h>
#include <unistd.h>

namespace anc::cmd {

Result<bringup::Account> session_account(const config::Config& config) {
  const char* sudo_uid = std::getenv("SUDO_UID");  // NOLINT(concurrency-mt-unsafe): one thread
  return bringup::session_user(config, sudo_uid ? sudo_uid : "", bringup::Accounts::system());
}

Result<void> become(const bringup::Account& account) {
  const auto who = bringup::with_groups(account).run_as;
  if (setgroups(who.groups.size(), who.groups.data()) != 0 ||
      setresgid(who.gid, who.gid, who.gid) != 0 || setresuid(who.uid, who.uid, who.uid) != 0) {
    return fail_errno(errno, "become user " + account.name);
  }
  return {};
}

}  // namespace anc::cmd
