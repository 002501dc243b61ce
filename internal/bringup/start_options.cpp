// Settings to start options: see start_options.h.
#include "internal/bringup/start_options.h"

namespace anc::bringup {

container::StartOptions start_options(const config::Config& config, const std::string& image,
                                      const Account& account) {
  container::StartOptions options;
  options.image = image;
  options.fuse = config.flag("image.fuse");
  options.writable = config.flag("image.writable");
  options.init = config.text("container.init");
  options.privileged = config.flag("container.privileged");
  options.bridge = config.text("network.bridge");
  options.subnet = config.subnet("network.address");
  options.dns = {config.text("network.dns")};
  options.session_uid = account.run_as.uid;
  options.session_gid = account.run_as.gid;
  options.stop_timeout = config.duration("container.stop_timeout");
  return options;
}

}  // namespace anc::bringup
