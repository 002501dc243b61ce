// Users and groups of this host, as its name service knows them.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

#include "internal/core/error.h"

namespace anc::core {

/// One user's line of the account database.
struct Account {
  std::string name = {};
  uid_t uid = 0;
  gid_t gid = 0;  ///< the primary group
  std::string home = {};
  bool operator==(const Account&) const = default;
};

/// None where there is no such user or group; an error where the name service cannot tell. Any
/// thread; may block, where accounts are kept elsewhere.
Result<std::optional<Account>> find_account(const std::string& name);
Result<std::optional<Account>> find_account(uid_t uid);
Result<std::optional<gid_t>> find_group(const std::string& name);

}  // namespace anc::core
