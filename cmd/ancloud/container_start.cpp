// ancloud container start: an instance's container in the background, up to its init.
#include <filesystem>

#include "cmd/ancloud/image_choice.h"
#include "cmd/ancloud/session_account.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/bringup/start_options.h"
#include "internal/container/start.h"
#include "internal/core/log.h"
#include "internal/image/info.h"

namespace anc::cmd {
namespace {

struct Args {
  std::string instance;
  std::string rootfs;
  std::vector<std::string> publish;
  std::vector<std::string> properties;
};

void declare(Flags& flags, Args& args) {
  flags.instance(args.instance);
  flags.config("--image", "image.path", "FILE", "image to start; the demo image when not given");
  flags.option("--rootfs", args.rootfs, "a directory that is the root already, instead of an image",
               "DIR");
  flags.config("--init", "container.init", "PATH", "the guest's first program");
  flags.config("--net", "network.mode", "MODE", "whether the guest has a network: bridge or none");
  flags.config("--bridge", "network.bridge", "NAME", "bridge to attach the guest to");
  flags.option(
      "--publish", args.publish,
      "reach a port of the guest through one of the host's loopback; ADDRESS: before it and "
      "/udp after it say otherwise",
      "PORT:GUESTPORT");
  flags.option("--property", args.properties, "Android property, put before the image's own",
               "KEY=VALUE");
  flags.config("--user", "session.user", "USER", "who the session runs as; never root");
  flags.config("--binder", "container.binder", "KIND", "where the guest's binder comes from");
  flags.config_switch("--fuse", "image.fuse", "mount the image without the kernel's squashfs");
  flags.config_switch("--writable", "image.writable", "give the instance a writable layer");
  flags.config_switch("--privileged", "container.privileged",
                      "root inside is root outside: unsafe");
}

Result<container::StartOptions> options_from(const Env& env, const Args& args) {
  // A privileged container has no id map, so nobody needs to stand for Android's system user.
  const bringup::Account account = env.config.flag("container.privileged")
                                       ? bringup::Account()
                                       : TRY(session_account(env.config));
  std::string image;
  if (args.rootfs.empty()) image = TRY(image::image_info(TRY(chosen_image(env.config)))).path;
  auto options = TRY(bringup::start_options(env.config, image, account, args.publish));
  if (!args.rootfs.empty()) options.rootfs = std::filesystem::absolute(args.rootfs).string();
  options.properties = args.properties;
  options.verbose = env.verbosity > 0;
  return options;
}

Result<int> run(Env& env, const Args& args) {
  const std::string what = "start container " + args.instance;
  TRY(container::require_root("start"), what);
  const auto options = TRY(options_from(env, args), what);
  const auto instance = TRY(state::Instance::create(env.config.data_path(), args.instance));
  if (options.privileged) {
    core::log_warning("the container is privileged: its root is the host's root");
  }
  auto started = TRY(container::start(instance, options, container::Life::kOwn), what);
  for (const std::string& warning : started.ready.warnings) core::log_warning(warning);
  env.out.print("ancloud.container_start.v1",
                core::Json{{"name", args.instance},
                           {"supervisor_pid", started.supervisor.pid()},
                           {"init_pid", started.ready.init_pid},
                           {"address", started.ready.address},
                           {"privileged", options.privileged}});
  started.supervisor.detach();
  return 0;
}

}  // namespace

Verb container_start() {
  return Verb::make("container start", "start an instance's container", declare, run,
                    "Returns when the guest's init runs, or says why it does not. The container "
                    "runs on in the background until `ancloud container stop`.");
}

}  // namespace anc::cmd
