// ancloud display rotate: turn the device.
#include "cmd/ancloud/display_request.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/text.h"
#include "internal/session/geometry.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string degrees;
};

void declare(Flags& flags, Args& args) {
  flags.positional("DEGREES", args.degrees, "0, 90, 180 or 270, counter-clockwise from upright");
  flags.instance(args.instance, true);
}

Result<int> run(Env& env, const Args& args) {
  if (args.degrees.empty()) return fail(Kind::kUsage, "DEGREES are needed: 0, 90, 180 or 270");
  const auto rotation = TRY(session::rotation_of(TRY(core::parse_int(args.degrees, 0, 359))));
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  TRY(ask_display(env.out, instance,
                  {{"do", "display_rotate"}, {"rotation", port::degrees(rotation)}}));
  return 0;
}

}  // namespace

Verb display_rotate() {
  return Verb::make("display rotate", "turn the guest's display", declare, run,
                    "As one turns a phone: window and screenshots turn, the accelerometer shows "
                    "it, and Android draws so that its picture is upright again. The framebuffer "
                    "keeps its size.");
}

}  // namespace anc::cmd
