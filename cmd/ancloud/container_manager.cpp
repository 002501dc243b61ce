// ancloud container manager: starts containers for users who are not root, at a socket.
#include <cerrno>
#include <unistd.h>

#include "cmd/ancloud/image_choice.h"
#include "cmd/ancloud/verb.h"
#include "cmd/ancloud/verbs.h"
#include "internal/bringup/start_options.h"
#include "internal/core/file.h"
#include "internal/core/log.h"
#include "internal/core/text.h"
#include "internal/image/info.h"
#include "internal/manager/activation.h"
#include "internal/manager/serve.h"

namespace anc::cmd {
namespace {

struct Args {};

void declare(Flags& flags, Args&) {
  flags.config("--socket", "manager.socket", "PATH", "where to listen");
  flags.config("--group", "manager.group", "GROUP", "whose members may connect");
  flags.config("--image", "image.path", "FILE", "image to start; the demo image when not given");
  flags.config("--bridge", "network.bridge", "NAME", "bridge to attach guests to");
  flags.config_switch("--fuse", "image.fuse", "mount the image without the kernel's squashfs");
  flags.config_switch("--writable", "image.writable", "give each instance a writable layer");
  flags.config_switch("--privileged", "container.privileged",
                      "root inside is root outside, for all who may connect: unsafe");
}

/// What this command was started with, to be read again with the file of an instance.
config::Sources sources_of(const Env& env) {
  config::Sources sources = config::standard_sources(env.config_file);
  for (const config::Key& key : config::keys()) {
    const auto& value = env.config.value(key.name);
    if (value.origin.source == "flag") {
      sources.flags.emplace(key.name, std::pair(value.origin.where, value.text));
    }
  }
  return sources;
}

Result<container::StartOptions> options_for(config::Sources sources, const std::string& instance,
                                            bool verbose) {
  sources.instance = instance;
  const auto config = TRY(config::load(sources));
  const std::string image = TRY(image::image_info(TRY(chosen_image(config)))).path;
  auto options = TRY(bringup::start_options(config, image, bringup::Account()));
  options.verbose = verbose;
  return options;
}

Result<std::optional<gid_t>> group_of(const config::Config& config, const manager::Names& names) {
  const std::string& group = config.text("manager.group");
  if (group.empty()) return std::optional<gid_t>();
  if (const auto number = core::parse_int(group, 0, UINT32_MAX - 1)) {
    return std::optional(static_cast<gid_t>(*number));
  }
  if (const auto named = names.group(group)) return named;
  return fail(Error(Kind::kHostRequirement, "manager.group: there is no group " + group)
                  .hint("`ancloud host-setup` makes the group ancloud, or name one with --group"));
}

Result<manager::Options> manager_options(const Env& env) {
  const auto& config = env.config;
  const auto names = manager::Names::system();
  manager::Options options;
  options.data_path = config.data_path();
  options.path = config.text("manager.socket");
  if (options.path.empty()) options.path = config.data_path() + "/sockets/ancloud-container.socket";
  options.group = TRY(group_of(config, names));
  std::string allow = config.text("manager.allow");
  if (allow.empty() && options.group) allow = "@" + std::to_string(*options.group) + "=own";
  options.policy = TRY(manager::parse_policy(allow, names));
  options.idle_time = config.duration("manager.idle_timeout");
  options.options_for = [sources = sources_of(env),
                         verbose = env.verbosity > 0](const std::string& instance) {
    return options_for(sources, instance, verbose);
  };
  return options;
}

Result<int> run(Env& env, const Args&) {
  if (::geteuid() != 0) {
    return fail(Error(Kind::kPermission, "only root can be the container manager")
                    .hint("users start containers by it with `ancloud run`"));
  }
  auto handed_over = TRY(manager::socket_from_systemd());
  auto options = TRY(manager_options(env));
  if (env.config.flag("container.privileged")) {
    core::log_warning("containers are privileged: whoever may connect can become the host's root");
  }
  const std::string path = handed_over ? "the socket of systemd" : options.path;
  if (!handed_over) TRY(core::make_dirs(path.substr(0, path.rfind('/'))));
  TRY(manager::serve(std::move(options), std::move(handed_over),
                     [&] { env.out.note("listening on " + path); }),
      "container manager");
  return 0;
}

}  // namespace

Verb container_manager() {
  return Verb::make(
      "container manager", "start and stop containers for users who are not root", declare, run,
      "Listens on sockets/ancloud-container.socket below the data path, or on the socket that "
      "systemd hands over. Speaks the protocol of Anbox's container manager, so Anbox's session "
      "manager can use it too. Who may have which instance, device and mount is manager.allow "
      "(ancloud.toml(5)). A container ends with the connection that started it, and all end with "
      "the manager.");
}

}  // namespace anc::cmd
