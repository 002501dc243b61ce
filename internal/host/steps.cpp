// The list of host steps: the order is the order of the documentation.
#include "internal/host/steps.h"

namespace anc::host {

Steps steps(const Settings& settings, const Needs& needs) {
  Steps list;
  if (needs.selinux) list.push_back(selinux_permissive());
  if (needs.build_binder) list.push_back(binder_build(settings));
  if (needs.binder) list.push_back(binder_module(settings));
  if (needs.binder) list.push_back(ashmem_module());
  if (needs.binder) list.push_back(binderfs());
  if (needs.binder) list.push_back(binder_nodes());
  if (needs.network && settings.network_chosen) list.push_back(network_choice(settings));
  if (needs.network) list.push_back(bridge(settings));
  if (needs.network) list.push_back(address(settings));
  if (needs.network) list.push_back(forwarding());
  const bool filtered = needs.network && settings.firewall != Firewall::kNone;
  if (filtered && settings.firewall == Firewall::kIptables) list.push_back(firewall(settings));
  if (filtered && settings.firewall == Firewall::kNft) list.push_back(firewall_nft(settings));
  if (filtered) list.push_back(docker_forward(settings));
  if (filtered) list.push_back(firewalld_zone(settings));
  if (filtered) list.push_back(forward_policy(settings));
  list.push_back(apparmor());
  list.push_back(directories(settings));
  if (needs.user) list.push_back(session_user(settings));
  return list;
}

Steps every_step(const Settings& settings) {
  Settings with_most = settings;
  with_most.firewall = Firewall::kIptables;
  with_most.network_chosen = true;
  Steps list = steps(with_most, {.build_binder = true});
  list.push_back(firewall_nft(settings));
  return list;
}

}  // namespace anc::host
