// Who a session runs as when root starts it: never root.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "internal/config/config.h"
#include "internal/core/process.h"

namespace anc::bringup {

/// An account as the system knows it.
struct Account {
  std::string name;
  core::RunAs run_as;  ///< uid, gid; supplementary groups only after with_groups()
  std::string home;
};

/// Finds accounts; the real one asks the name service, tests give their own.
struct Accounts {
  std::function<std::optional<Account>(const std::string& name_or_uid)> find;
  static Accounts system();
};

/// `session.user` of the configuration, else SUDO_UID (`sudo_uid`, empty when unset), else the
/// system user `ancloud` that host-setup makes. kUsage for an unknown name or for root,
/// kHostRequirement when the system user was not made yet.
Result<Account> session_user(const config::Config& config, const std::string& sudo_uid,
                             const Accounts& accounts);

/// The account with its supplementary groups (video, render: the GPU's nodes). Asks every source of
/// the name service, which takes milliseconds: only for whom a session is about to run as.
Account with_groups(Account account);

/// May that account look up names in this directory, by its mode bits?
Result<bool> may_enter(const Account& account, const std::string& directory);
/// Is `path` reachable for that account by the mode bits of the directories above it?
Result<bool> can_reach(const Account& account, const std::string& path);

}  // namespace anc::bringup
