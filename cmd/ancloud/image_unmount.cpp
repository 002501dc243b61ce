// ancloud image unmount: the overlay and the image of an instance come off again.
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/text.h"
#include "internal/image/image_mount.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  bool dry_run = false;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.toggle("--dry-run", args.dry_run, "print the commands, change nothing");
}

Result<int> run(Env& env, const Args& args) {
  const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
  if (args.dry_run) {
    const auto commands = TRY(image::unmount_commands(instance));
    env.out.print("ancloud.image_unmount.v1", core::Json{{"commands", commands}},
                  core::join(commands, "\n") + "\n");
    return 0;
  }
  const auto targets = TRY(image::unmount_image(instance), "unmount image of " + args.instance);
  std::string text;
  for (const std::string& target : targets) text += "unmounted  " + target + "\n";
  env.out.print("ancloud.image_unmount.v1",
                core::Json{{"name", args.instance}, {"unmounted", targets}}, text);
  return 0;
}

}  // namespace

Verb image_unmount() {
  return Verb::make("image unmount", "unmount the image of an instance", declare, run,
                    "Exit code 3 when nothing is mounted, 11 while the container runs.");
}

}  // namespace anc::cmd
