// The table of verbs, one line each, in the order of the man page.
#include "cmd/ancloud/verbs.h"

#include "cmd/ancloud/verb.h"

namespace anc::cmd {

const std::vector<Verb>& verbs() {
  static const std::vector<Verb> kVerbs = {
      config_show(),
      version(),
      internal_completions(),
      internal_man(),
  };
  return kVerbs;
}

}  // namespace anc::cmd
