// The last words of a container that did not start.
#pragma once

#include <string>
#include <string_view>

namespace anc::container {

/// Messages of the ERROR lines of LXC's log, one a line, without time, place and name. The first is
/// the cause, the others its consequences. Empty when there is none.
std::string lxc_errors(std::string_view log);

/// The last `count` lines, each at most 200 bytes, control characters replaced.
std::string last_lines(std::string_view text, size_t count);

/// At most the last 64 KiB of a file; empty when it cannot be read.
std::string read_tail(const std::string& path);

}  // namespace anc::container
