// States by name, and what a check has seen.
#include "internal/step/step.h"

namespace anc::step {

std::string_view state_name(State state) {
  switch (state) {
    case State::kHolds:
      return "holds";
    case State::kAbsent:
      return "absent";
    case State::kDrifted:
      return "drifted";
    case State::kImpossible:
      return "impossible";
  }
  return "impossible";
}

Result<State> parse_state(std::string_view name) {
  for (const State state : {State::kHolds, State::kAbsent, State::kDrifted, State::kImpossible}) {
    if (state_name(state) == name) return state;
  }
  return fail(Kind::kFailure, "unknown state \"" + std::string(name) + "\"");
}

Result<std::string> Seen::fact(const std::string& name) const {
  const auto it = facts.find(name);
  if (it == facts.end()) {
    return fail(Kind::kFailure, "the journal lacks the fact \"" + name + "\"");
  }
  return it->second;
}

Seen impossible(std::string reason, std::string hint, Kind kind, Code code) {
  Seen seen;
  seen.state = State::kImpossible;
  seen.reason = std::move(reason);
  seen.hint = std::move(hint);
  seen.kind = kind;
  seen.code = code;
  return seen;
}

}  // namespace anc::step
