// ancloud display resize: another size of the guest's display.
#include "cmd/ancloud/display_request.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/text.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string size;
  std::string density;
};

void declare(Flags& flags, Args& args) {
  flags.positional("WxH", args.size, "size of the framebuffer in pixels");
  flags.option("--density", args.density, "another density, too", "DPI");
  flags.instance(args.instance, true);
}

Result<int> run(Env& env, const Args& args) {
  if (args.size.empty()) return fail(Kind::kUsage, "WxH is needed, a size such as 720x1280");
  const auto [width, height] = TRY(core::parse_extent(args.size));
  const int64_t density = args.density.empty() ? 0 : TRY(core::parse_int(args.density, 72, 1000));
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  TRY(ask_display(
      env.out, instance,
      {{"do", "display_resize"}, {"width", width}, {"height", height}, {"density", density}}));
  return 0;
}

}  // namespace

Verb display_resize() {
  return Verb::make("display resize", "change the size of the guest's display", declare, run,
                    "Until the session ends. The guest gets the new size where it asks GL for it, "
                    "and its touch screen is plugged in anew. Android asks once, at its start, and "
                    "keeps the density of its boot property: it fills the new size after its "
                    "surfaceflinger has started again.");
}

}  // namespace anc::cmd
