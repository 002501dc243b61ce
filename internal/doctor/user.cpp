// Looked up where the system keeps accounts: see user.h.
#include "internal/doctor/user.h"

#include <grp.h>
#include <unistd.h>

#include "internal/bringup/session_user.h"
#include "internal/core/file.h"
#include "internal/doctor/probes.h"
#include "internal/doctor/scratch.h"

namespace anc::doctor {
namespace {

/// Directories that are not there yet are made so that it may.
std::string first_closed(const bringup::Account& account, const std::string& path) {
  const std::string end = nearest_directory(path);
  for (size_t slash = 0; slash != std::string::npos; slash = end.find('/', slash + 1)) {
    const std::string directory = slash == 0 ? "/" : end.substr(0, slash);
    if (const auto open = bringup::may_enter(account, directory); open && !*open) return directory;
  }
  const auto open = bringup::may_enter(account, end);
  return open && !*open ? end : "";
}

}  // namespace

Report judge_user(const UserFacts& facts) {
  if (!facts.uid) {
    if (facts.named) {
      return Report(fault(Code::kSessionUserBad, "session.user: there is no user " + facts.name)
                        .with_advice("name one that is there: --user NAME"));
    }
    return Report(fault(Code::kSessionUserMissing, "there is no user " + facts.name + " yet")
                      .with_command(kHostSetup));
  }
  if (*facts.uid == 0) {
    return Report(fault(Code::kSessionUserBad, "session.user: a session never runs as root")
                      .with_advice("name an unprivileged user: --user NAME"));
  }
  if (!facts.unreachable.empty()) {
    return Report(fault(Code::kDataPathUnreachable, "user " + facts.name + " may not enter " +
                                                        facts.unreachable + ", on the way to " +
                                                        facts.data_path)
                      .with_command("chmod o+x " + facts.unreachable));
  }
  return Report(fine("sessions run as " + facts.name));
}

void act_as_session_user(const Question& question) {
  if (::geteuid() != 0) return;
  auto account = bringup::Accounts::system().find(question.user);
  if (!account || account->run_as.uid == 0) return;
  const core::RunAs who = bringup::with_groups(std::move(*account)).run_as;
  // Where it may not, what follows is root's answer, which is better than none.
  if (::setgroups(who.groups.size(), who.groups.data()) != 0) return;
  if (::setresgid(who.gid, who.gid, who.gid) != 0) return;
  (void)!::setresuid(who.uid, who.uid, who.uid);
}

Report probe_user(const Question& question) {
  UserFacts facts{question.user, question.user_named, {}, question.data_path, {}};
  auto account = bringup::Accounts::system().find(question.user);
  if (account) {
    facts.uid = account->run_as.uid;
    facts.unreachable = first_closed(bringup::with_groups(*account), question.data_path);
  }
  return judge_user(facts);
}

}  // namespace anc::doctor
