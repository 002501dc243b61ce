// The verbs, each defined in the file of its name.
#pragma once

namespace anc::cmd {
struct Verb;

Verb config_show();
Verb version();
Verb internal_completions();
Verb internal_man();

}  // namespace anc::cmd
