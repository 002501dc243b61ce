// Sessions of a guest that the tests make themselves, so that they need no recorded ones.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/recording/recording.h"

namespace anc::test {

/// Plays each of them once to the host behind `socket`, and returns its packets and answers.
Result<std::vector<std::pair<std::string, Recording>>> own_sessions(const std::string& socket);

}  // namespace anc::test
