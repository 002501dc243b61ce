// ancloud input pinch: two fingers towards or away from each other.
#include "cmd/ancloud/gestures.h"
#include "cmd/ancloud/verbs.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance, x, y;
  int64_t from = 300, to = 100;
  std::chrono::milliseconds duration{300};
};

void declare(Flags& flags, Args& args) {
  flags.positional("X", args.x, "middle between the fingers, in pixels of the guest's display");
  flags.positional("Y", args.y, "middle between the fingers");
  declare_instance(flags, args.instance);
  flags.option("--from", args.from, "pixels between the fingers at first", 2, 16384, "PIXELS");
  flags.option("--to", args.to, "pixels between them at the end; more than at first zooms in", 2,
               16384, "PIXELS");
  flags.option("--duration", args.duration, "time this takes");
}

Result<int> run(Env& env, const Args& args) {
  const double x = TRY(parse_pixel(args.x, "X")), y = TRY(parse_pixel(args.y, "Y"));
  const double from = static_cast<double>(args.from) / 2, to = static_cast<double>(args.to) / 2;
  return perform(env, args.instance,
                 drag({{x - from, y, x - to, y}, {x + from, y, x + to, y}}, args.duration));
}

}  // namespace

Verb input_pinch() {
  return Verb::make("input pinch", "pinch or spread two fingers on the guest's display", declare,
                    run);
}

}  // namespace anc::cmd
