// ancloud input tap: one finger, down and up.
#include "cmd/ancloud/gestures.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance, x, y;
  std::chrono::milliseconds hold{50};
};

void declare(Flags& flags, Args& args) {
  flags.positional("X", args.x, "pixels from the left of the guest's display");
  flags.positional("Y", args.y, "pixels from its top");
  declare_instance(flags, args.instance);
  flags.option("--hold", args.hold, "time between down and up");
}

Result<int> run(Env& env, const Args& args) {
  const int32_t x = TRY(parse_pixel(args.x, "X")), y = TRY(parse_pixel(args.y, "Y"));
  return perform(env, args.instance,
                 {{{}, {{"touch", "down"}, {"x", x}, {"y", y}}}, {args.hold, {{"touch", "up"}}}});
}

}  // namespace

Verb input_tap() {
  return Verb::make("input tap", "touch the guest's display at one place", declare, run,
                    "A place outside the display is refused with exit code 2.");
}

}  // namespace anc::cmd
