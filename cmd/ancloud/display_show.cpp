// ancloud display show: size, density and rotation of the guest's display.
#include "cmd/ancloud/display_request.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
};

void declare(Flags& flags, Args& args) { flags.instance(args.instance); }

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  TRY(ask_display(env.out, instance, {{"do", "display_show"}}));
  return 0;
}

}  // namespace

Verb display_show() {
  return Verb::make("display show", "show size, density and rotation of the guest's display",
                    declare, run,
                    "width and height are the framebuffer's, in whose pixels `input` counts; "
                    "seen_width and seen_height are those of the picture as it is turned. version "
                    "grows with each change. Exit code 3 when no session runs.");
}

}  // namespace anc::cmd
