// Short lines for whoever reads the guest's console (the host keeps them in logs/console.log).
#pragma once

#include <string_view>

namespace anc::guest {

/// Process 1 may be started with its output on /dev/null: then lines go to /dev/console. Call once.
void open_console();
/// One line, prefixed with "ancloud-guest: ". Never fails, never throws. Any thread.
void say(std::string_view line);

}  // namespace anc::guest
