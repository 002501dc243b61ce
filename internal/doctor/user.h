// The account that sessions run as.
#pragma once

#include <optional>
#include <string>

#include "internal/doctor/finding.h"
#include "internal/doctor/question.h"

namespace anc::doctor {

struct UserFacts {
  std::string name{};          ///< or a number
  bool named = false;          ///< by the configuration, not by default
  std::optional<uid_t> uid{};  ///< none: there is no such account
  std::string data_path{};
  std::string unreachable{};  ///< the first directory on the way there that it may not enter
};

Report judge_user(const UserFacts& facts);

/// A probe's process becomes the session's user, for what sessions do is never done as root. It
/// stays who it is where that is not root, or there is no such user yet.
void act_as_session_user(const Question& question);

}  // namespace anc::doctor
