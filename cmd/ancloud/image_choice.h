// Which image a verb means, and whose ids its owners become: shared by the image and start verbs.
#pragma once

#include <string>

#include "cmd/ancloud/verb.h"

namespace anc::cmd {

/// FILE or --image FILE, both setting image.path.
void declare_image(Flags& flags);

/// image.path, else the demo image beside the program (build tree) or in ../share/ancloud
/// (installed). kImage when there is none.
Result<std::string> chosen_image(const config::Config& config);

}  // namespace anc::cmd
