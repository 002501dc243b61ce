// ancloud image mount: an image on rootfs, the overlay on combined-rootfs, and they stay.
#include "internal/image/image_mount.h"

#include <unistd.h>

#include "cmd/ancloud/image_choice.h"
#include "cmd/ancloud/session_account.h"
#include "cmd/ancloud/step_notes.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/core/text.h"
#include "internal/image/id_range.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  bool dry_run = false;
};

void declare(Flags& flags, Args& args) {
  declare_image(flags);
  flags.instance(args.instance, true);
  flags.config_switch("--fuse", "image.fuse", "serve it by FUSE even where the kernel could");
  flags.config_switch("--writable", "image.writable", "add a writable layer of the instance");
  flags.config_switch("--privileged", "container.privileged",
                      "show the image's owners as packed, for a container without an id map");
  flags.toggle("--dry-run", args.dry_run, "print the commands, change nothing");
}

/// Owners as the instance's container needs them, whose first id is `base`. Without a session user
/// (no host-setup yet) only Android's uid 1000 differs: it is shifted like all others.
image::IdMap id_map(const config::Config& config, uint32_t base) {
  if (const auto account = session_account(config)) {
    if (auto map = image::android_id_map(base, account->run_as.uid, account->run_as.gid)) {
      return *std::move(map);
    }
  }
  const std::vector<image::IdRange> shifted = {{0, base, image::kLastId}};
  return {shifted, shifted};
}

Result<int> run(Env& env, const Args& args) {
  image::MountOptions options;
  options.image = TRY(chosen_image(env.config));
  options.fuse = env.config.flag("image.fuse");
  options.writable = env.config.flag("image.writable");
  const bool mapped = !env.config.flag("container.privileged");

  if (args.dry_run) {
    const auto instance = TRY(state::Instance::open(env.config.data_path(), args.instance));
    if (mapped) options.id_map = id_map(env.config, TRY(image::look_id_base(instance)));
    const auto commands = TRY(image::mount_commands(instance, options));
    env.out.print("ancloud.image_mount.v1", core::Json{{"commands", commands}},
                  commands.empty() ? "# nothing to do\n" : core::join(commands, "\n") + "\n");
    return 0;
  }
  TRY(image::image_info(options.image));  // before an instance is made for it
  const auto instance = TRY(state::Instance::create(env.config.data_path(), args.instance));
  if (mapped && ::geteuid() == 0) {
    options.id_map = id_map(env.config, TRY(image::take_id_base(instance)));
  }
  StepNotes notes(env.out);
  const auto mounted = TRY(image::mount_image(instance, options, &notes),
                           "mount image for instance " + args.instance);
  env.out.print("ancloud.image_mount.v1", core::Json{{"name", args.instance},
                                                     {"image", mounted.image.path},
                                                     {"root", mounted.root},
                                                     {"by", mounted.fuse ? "fuse" : "kernel"},
                                                     {"writable", options.writable},
                                                     {"already_mounted", mounted.adopted}});
  return 0;
}

}  // namespace

Verb image_mount() {
  return Verb::make(
      "image mount", "mount an image for an instance", declare, run,
      "The image stays mounted until `ancloud image unmount`; `container start` takes "
      "what is mounted already. By FUSE, a server of its own serves it until then.");
}

}  // namespace anc::cmd
