// The host steps: what a machine needs before a container can run, in order.
#pragma once

#include <memory>
#include <string>

#include "internal/config/subnet.h"
#include "internal/host/packet_filter.h"
#include "internal/step/step.h"

namespace anc::host {

/// What the steps are made with; the defaults are the documented ones.
struct Settings {
  std::string data_path = "/var/lib/ancloud";
  std::string bridge = "ancloud";
  config::Subnet network{0xC0A8F001, 24};   ///< 192.168.240.1/24, of the bridge
  bool network_chosen = false;              ///< by us, so that it has to be remembered
  std::string network_reason = {};          ///< then, why not the one before; may be empty
  std::string user = "ancloud";             ///< runs sessions that no other user is named for
  std::string kernel_release = {};          ///< that binder is built for; empty: the running one
  Firewall firewall = Firewall::kIptables;  ///< decided, not kAuto
  bool isolate = true;                      ///< no packets are routed from guest to guest

  step::Ipv4 address() const { return {network.address, network.prefix, bridge}; }
};

/// Which groups of steps a family of images needs. Directories are always made.
struct Needs {
  bool selinux = true;  ///< SELinux permissive
  bool binder = true;   ///< binder, ashmem where the kernel has it, nodes
  bool network = true;
  bool user = true;           ///< false where SUDO_UID or --user names the session's user
  bool build_binder = false;  ///< build a binder with binderfs where the kernel has none
};

/// The steps that `needs` selects, in the order in which they are applied.
Steps steps(const Settings& settings, const Needs& needs = {});
/// Every step that any settings can select, so that whatever was applied can be undone.
Steps every_step(const Settings& settings);

using StepPtr = std::unique_ptr<const Step>;
StepPtr selinux_permissive();
StepPtr binder_build(const Settings& settings);
StepPtr binder_module(const Settings& settings);
StepPtr ashmem_module();
StepPtr binderfs();
StepPtr binder_nodes();
StepPtr apparmor();
StepPtr network_choice(const Settings& settings);
StepPtr bridge(const Settings& settings);
StepPtr address(const Settings& settings);
StepPtr forwarding();
StepPtr firewall(const Settings& settings);
StepPtr firewall_nft(const Settings& settings);
StepPtr docker_forward(const Settings& settings);
StepPtr firewalld_zone(const Settings& settings);
StepPtr forward_policy(const Settings& settings);
StepPtr directories(const Settings& settings);
StepPtr session_user(const Settings& settings);

}  // namespace anc::host
