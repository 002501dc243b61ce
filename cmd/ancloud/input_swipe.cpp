// ancloud input swipe: one finger along a line.
#include "cmd/ancloud/gestures.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance, x1, y1, x2, y2;
  std::chrono::milliseconds duration{300};
};

void declare(Flags& flags, Args& args) {
  flags.positional("X1", args.x1, "where the finger goes down, in pixels of the guest's display");
  flags.positional("Y1", args.y1, "where the finger goes down");
  flags.positional("X2", args.x2, "where it is lifted");
  flags.positional("Y2", args.y2, "where it is lifted");
  declare_instance(flags, args.instance);
  flags.option("--duration", args.duration, "time from one end to the other");
}

Result<int> run(Env& env, const Args& args) {
  const Line line{static_cast<double>(TRY(parse_pixel(args.x1, "X1"))),
                  static_cast<double>(TRY(parse_pixel(args.y1, "Y1"))),
                  static_cast<double>(TRY(parse_pixel(args.x2, "X2"))),
                  static_cast<double>(TRY(parse_pixel(args.y2, "Y2")))};
  return perform(env, args.instance, drag({line}, args.duration));
}

}  // namespace

Verb input_swipe() {
  return Verb::make("input swipe", "move one finger over the guest's display", declare, run);
}

}  // namespace anc::cmd
