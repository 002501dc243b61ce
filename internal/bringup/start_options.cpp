// Settings to start options: see start_options.h.
#include "internal/bringup/start_options.h"

#include "internal/core/text.h"

namespace anc::bringup {
namespace {

container::Dhcp dhcp_of(const std::string& text) {
  if (text == "on") return container::Dhcp::kOn;
  return text == "off" ? container::Dhcp::kOff : container::Dhcp::kAuto;
}

container::Restart restart(const std::string& text) {
  if (text == "always") return container::Restart::kAlways;
  return text == "on-failure" ? container::Restart::kOnFailure : container::Restart::kNo;
}
}  // namespace

Result<container::StartOptions> start_options(const config::Config& config,
                                              const std::string& image, const Account& account,
                                              const std::vector<std::string>& publish) {
  container::StartOptions options;
  options.image = image;
  options.fuse = config.flag("image.fuse");
  options.writable = config.flag("image.writable");
  options.init = config.text("container.init");
  options.privileged = config.flag("container.privileged");
  // The key table has checked both.
  options.binder = *container::parse_binder(config.text("container.binder"));
  const std::string nodes = config.text("container.binder_nodes");
  options.binder_nodes = nodes == "auto" ? 0 : static_cast<unsigned>(nodes.front() - '0');
  options.network = config.text("network.mode") == "bridge";
  options.isolate = config.flag("network.isolate");
  options.dhcp = dhcp_of(config.text("network.dhcp"));
  options.published = TRY(container::parse_published_list(
      publish.empty() ? config.text("network.publish") : core::join(publish, " ")));
  options.bridge = config.text("network.bridge");
  options.subnet = config.subnet("network.address");
  options.dns = {config.text("network.dns")};
  options.session_uid = account.run_as.uid;
  options.session_gid = account.run_as.gid;
  options.stop_timeout = config.duration("container.stop_timeout");
  options.limits = {.memory = config.bytes("container.memory"),
                    .processes = static_cast<uint64_t>(config.number("container.processes")),
                    .data_size = config.bytes("container.data_size"),
                    .console_log = config.bytes("container.console_log")};
  options.seccomp = config.flag("container.seccomp");
  options.no_new_privs = config.flag("container.no_new_privs");
  options.restart = restart(config.text("container.restart"));
  return options;
}

}  // namespace anc::bringup
