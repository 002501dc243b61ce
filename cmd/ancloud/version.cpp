// ancloud version: what this binary is and how its libraries are linked.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/json.h"

namespace anc::cmd {
namespace {

struct Args {};
void declare(Flags&, Args&) {}

Result<int> run(Env& env, const Args&) {
  env.out.print("ancloud.version.v1", core::Json{{"version", ANC_VERSION},
                                                 {"compiler", __VERSION__},
                                                 {"liblxc", ANC_LXC_LINKAGE},
                                                 {"sdl2", ANC_SDL2_LINKAGE}});
  return 0;
}

}  // namespace

Verb version() {
  return Verb::make("version", "show the version and how libraries are linked", declare, run);
}

}  // namespace anc::cmd
