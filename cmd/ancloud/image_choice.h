// Which image a verb means, and whose ids its owners become: shared by the image and start verbs.
#pragma once

#include <string>

#include "cmd/ancloud/verb.h"
#include "internal/image/id_map.h"

namespace anc::cmd {

/// FILE or --image FILE, both setting image.path.
void declare_image(Flags& flags);

/// image.path, else the demo image beside the program (build tree) or in ../share/ancloud
/// (installed). kImage when there is none.
Result<std::string> chosen_image(const config::Config& config);

/// The user that the session runs as.
struct SessionUser {
  uint32_t uid = 0;
  uint32_t gid = 0;
};
/// SUDO_UID and SUDO_GID, else session.user (a name), else the system user "ancloud". kUsage for a
/// name that does not exist, kHostRequirement where no user is left.
Result<SessionUser> session_user(const config::Config& config);

}  // namespace anc::cmd
