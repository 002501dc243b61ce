// From argv to a verb with its flags set. CLI11 is seen only behind this header.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cmd/ancloud/verb.h"

namespace anc::cmd {

/// What the command line said.
struct Parsed {
  const Verb* verb = nullptr;  ///< null with --help, --version or a group alone
  std::string group;           ///< "container" when only the group was named
  Globals globals;
  std::string instance;
  std::map<std::string, std::pair<std::string, std::string>, std::less<>> config_flags;
  std::vector<std::string> global_flags;
};

/// Finds the verb, declares its flags and sets them. kUsage errors say what was not understood and
/// suggest the nearest word.
Result<Parsed> parse_command_line(const std::vector<std::string>& args);

/// Help of one verb, of a group ("container"), or of everything (both empty).
std::string help_text(const Verb* verb, const std::string& group);

/// "[NAME] [--timeout DURATION] [-- CMD…]"
std::string synopsis(const Verb& verb);

}  // namespace anc::cmd
